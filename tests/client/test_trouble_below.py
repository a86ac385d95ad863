"""Troubles below HTTP and WebSocket: names, certificates, descriptors. Nothing was sent then."""

import asyncio
import datetime as dt
import ipaddress
import os
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import ServerConnection, serve

from tui.client.sockets import DialError, websocket_dial
from tui.client.transport import NothingSentError, exchange, make_http

EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LONG_AGO = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
FAR_OFF = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
HOST = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@dataclass
class Authority:
    """Signs certificates; what it signs is trusted where its own certificate is."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _draft(subject: str, issuer: str, until: dt.datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .serial_number(x509.random_serial_number())
        .not_valid_before(LONG_AGO)
        .not_valid_after(until)
    )


def authority(name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    draft = _draft(name, name, FAR_OFF).public_key(key.public_key())
    draft = draft.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    draft = draft.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    return Authority(key, draft.sign(key, hashes.SHA256()))


def server_side(
    folder: Path,
    signer: Authority,
    *,
    host: x509.GeneralName = HOST,
    until: dt.datetime = FAR_OFF,
) -> ssl.SSLContext:
    """What a server needs to show a certificate for `host` that `signer` signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = signer.certificate.subject.rfc4514_string().removeprefix("CN=")
    draft = _draft("exchange", issuer, until).public_key(key.public_key())
    draft = draft.add_extension(x509.SubjectAlternativeName([host]), critical=False)
    certificate = draft.sign(signer.key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only authority that this program trusts during the test."""
    known = authority("known")
    (tmp_path / "known.pem").write_bytes(known.pem())
    monkeypatch.setattr(certifi, "where", lambda: str(tmp_path / "known.pem"))
    load = ssl.SSLContext.load_default_certs

    def load_known(context: ssl.SSLContext, *_purpose: object) -> None:
        if context.verify_mode is ssl.CERT_REQUIRED:
            context.load_verify_locations(tmp_path / "known.pem")
        else:
            load(context)

    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", load_known)
    return known


async def _quiet(connection: ServerConnection) -> None:
    await connection.wait_closed()


@asynccontextmanager
async def serving(context: ssl.SSLContext) -> AsyncIterator[int]:
    async with serve(_quiet, "127.0.0.1", 0, ssl=context) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def ask(port: int) -> int:
    async with make_http(f"https://127.0.0.1:{port}") as http:
        return (await exchange(http, http.build_request("POST", "/api/v1/order"), 5.0)).status


async def test_a_certificate_of_a_trusted_authority_for_this_host_is_accepted(
    tmp_path: Path, trusted: Authority
) -> None:
    async with serving(server_side(tmp_path, trusted)) as port:
        assert await ask(port) != 200  # it is no HTTP server, but it was spoken to
        opened = await websocket_dial(f"wss://127.0.0.1:{port}")()
        await opened.close()


@pytest.mark.parametrize("wrong", ["unknown authority", "another host", "expired", "old protocol"])
async def test_fault_n03_a_server_that_cannot_prove_itself_gets_no_byte_of_ours(
    tmp_path: Path, trusted: Authority, wrong: str
) -> None:
    signer = authority("unknown") if wrong == "unknown authority" else trusted
    host = x509.DNSName("elsewhere.test") if wrong == "another host" else HOST
    context = server_side(
        tmp_path, signer, host=host, until=EPOCH if wrong == "expired" else FAR_OFF
    )
    if wrong == "old protocol":
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    async with serving(context) as port:
        with pytest.raises(NothingSentError, match="cannot connect"):
            await ask(port)
        with pytest.raises(DialError, match="cannot connect"):
            await websocket_dial(f"wss://127.0.0.1:{port}")()


async def test_fault_n02_a_name_that_cannot_be_resolved_proves_that_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def no_such_name(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    async with make_http("https://exchange.test") as http:
        with pytest.raises(NothingSentError, match="cannot connect"):
            await exchange(http, http.build_request("POST", "/api/v1/order"), 5.0)
    with pytest.raises(DialError, match="cannot connect"):
        await websocket_dial("wss://exchange.test")()


@contextmanager
def no_more_descriptors() -> Iterator[None]:
    """Nothing more can be opened, as in a program that leaks files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_fault_l17_without_a_free_descriptor_nothing_is_sent_and_it_is_told() -> None:
    async with make_http("http://127.0.0.1:9") as http:
        request = http.build_request("POST", "/api/v1/order")
        with no_more_descriptors(), pytest.raises(NothingSentError, match="cannot connect"):
            await exchange(http, request, 5.0)
    dial = websocket_dial("ws://127.0.0.1:9")
    with no_more_descriptors(), pytest.raises(DialError, match="cannot connect"):
        await dial()
