"""A mail relay on 127.0.0.1 for tests: `relay.py MODE [CERTIFICATE KEY]`.

Prints its port, then each message as a line of JSON. It ends when its input does.
plain, tls and login are aiosmtpd, an SMTP server of others; the rest are faults.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def tell(value):
    print(json.dumps(value), flush=True)


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("later"):
            return "450 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        tell({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("ascii"),
            "tls": session.ssl is not None,
            "login": str(session.authenticated),
        })
        return "250 kept"


def check(server, session, envelope, mechanism, data):
    good = data.login == b"ballast" and data.password == b"secret"
    return AuthResult(success=good, handled=False)


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(sys.argv[2], sys.argv[3])
    return made


def relay(mode):
    if mode == "plain":
        return SMTP(Keeper())
    login = mode == "login"
    return SMTP(
        Keeper(), tls_context=context(), require_starttls=True, auth_required=login,
        authenticator=check if login else None)


async def fault(mode, reader, writer):
    async def say(text):
        writer.write(text.encode())
        await writer.drain()

    try:
        if mode == "reset":
            writer.transport.abort()
            return
        if mode == "hang":
            await reader.read()
            return
        if mode == "babble":
            while True:
                await say("x" * 65536)
        if mode == "busy":
            await say("421 too busy\r\n")
            return
        await say("220 relay\r\n")
        while True:
            line = (await reader.readline()).decode().upper()
            if not line or line.startswith("QUIT"):
                return
            if line.startswith("EHLO"):
                await say("250-relay\r\n250 STARTTLS\r\n")
            elif line.startswith("STARTTLS"):
                more = "250 injected\r\n" if mode == "inject" else ""
                code = "454 no TLS now" if mode == "notls" else "220 go on"
                await say(code + "\r\n" + more)
                if mode == "inject":
                    await reader.read()
                    return
            elif line.startswith("DATA"):
                await say("554 no\r\n" if mode == "spam" else "451 disk full\r\n")
            else:
                await say("250 OK\r\n")
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main():
    mode = sys.argv[1]
    loop = asyncio.get_running_loop()
    if mode in ("plain", "tls", "login"):
        server = await loop.create_server(lambda: relay(mode), "127.0.0.1", 0)
    else:
        server = await asyncio.start_server(
            lambda reader, writer: fault(mode, reader, writer), "127.0.0.1", 0)
    tell(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
