"""Opens the sandbox's port, with errors a person can act on."""

import errno
import ipaddress
import os
import socket

MAX_PORT = 65_535
LOOPBACK = "127.0.0.1"


class ListenError(Exception):
    """The port cannot be opened; the message names it and a remedy."""


def open_port(host: str, port: int) -> socket.socket:
    """Return a listening TCP socket on `host`; port 0 takes any free one."""
    if not 0 <= port <= MAX_PORT:
        raise ListenError(f"port {port}: must be 0 to {MAX_PORT}, where 0 takes any free one")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        return _listening(*found[0])
    except socket.gaierror as error:
        raise ListenError(f"host {host!r}: not known here; use {LOOPBACK}") from error
    except OSError as error:
        raise ListenError(_reason(host, port, error)) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def authority(sock: socket.socket) -> str:
    """Return `host:port` to put in a URL; an address of all interfaces is given as loopback."""
    host, port = sock.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        host = "::1" if address.version == 6 else LOOPBACK  # noqa: PLR2004  # the IP version
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _listening(
    family: int, kind: int, protocol: int, _name: str, address: tuple[object, ...]
) -> socket.socket:
    # The protocol is named because asyncio turns off Nagle's delay, worth 40 ms an answer, only on
    # sockets that say they are TCP; `socket.create_server` makes ones that do not.
    sock = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen()
    except OSError:
        sock.close()
        raise
    return sock


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: choose another, or 0 for any free one"
    if error.errno == errno.EACCES:
        return f"port {port} needs privileges: choose one above 1023, or 0 for any free one"
    return f"cannot listen on {host} port {port}: {error.strerror}; use {LOOPBACK} and port 0"
