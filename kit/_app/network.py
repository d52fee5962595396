"""Which addresses this machine has on its networks, without sending anything to any of them."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
from collections.abc import Iterator

LOCAL = ("127.0.0.1", "::1")  # this machine's own names
# Bridges between virtual machines and the like: no phone is ever there.
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "lxc", "cni", "tun", "utun", "zt")
# Connecting a UDP socket sends nothing; it only asks the system which address it would use.
_FAR_AWAY = ("192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254")
_SIOCGIFADDR = {"linux": 0x8915, "darwin": 0xC0206921}


def _towards_others() -> Iterator[str]:
    for target in _FAR_AWAY:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            yield probe.getsockname()[0]


def _of_interfaces() -> Iterator[str]:
    request = next((code for name, code in _SIOCGIFADDR.items() if sys.platform.startswith(name)), None)
    if request is None:
        with contextlib.suppress(OSError):
            for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
                yield str(found[4][0])
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            with contextlib.suppress(OSError):  # an interface without an IPv4 address
                answer = fcntl.ioctl(probe.fileno(), request, name.encode()[:15].ljust(256, b"\0"))
                yield socket.inet_ntoa(answer[20:24])


def _reachable(address: str) -> bool:
    ip = ipaddress.IPv4Address(address)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast)


def addresses() -> list[str]:
    """The IPv4 addresses that others may reach, the likeliest first."""
    found = dict.fromkeys(a for a in (*_towards_others(), *_of_interfaces()) if _reachable(a))
    return list(found)


def free(host: str, port: int) -> bool:
    """Whether a server could listen here now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
        return True
