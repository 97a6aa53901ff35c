import Model
import TestSupport
import TestThreads
import Testing

@testable import Admin

/// The rules of HTTP that every client may rely on.
///
/// **Source:** RFC 9110, RFC 9112.
@Suite("HTTP of the API", .timeLimit(.minutes(20)), .ownThreads)
struct HTTPTests {
    private static let client = """
        def read(s, body=True):
            data = b""
            while b"\\r\\n\\r\\n" not in data:
                part = s.recv(1)
                if not part: return data, b""
                data += part
            head, _ = data.split(b"\\r\\n\\r\\n")
            length = 0
            for line in head.split(b"\\r\\n"):
                if line.lower().startswith(b"content-length:"): length = int(line.split(b":")[1])
            text = b""
            while body and len(text) < length: text += s.recv(length - len(text))
            return head.lower(), text
        def status(head): return head.split(b" ")[1].decode() if head else "closed"
        def once(text, s=None):
            s = s or connect()
            s.settimeout(120)
            s.sendall(text.encode())
            return status(read(s)[0])
        auth = "Authorization: Bearer conf\\r\\n"
        tail = " HTTP/1.1\\r\\nHost: a\\r\\n" + auth + "\\r\\n"

        """

    @Test("HEAD has the head of GET and no body, and the connection goes on")
    func head() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            Self.client + """
                s = connect()
                for path in ["status", "none", "confirm", "openapi.json"]:
                    s.sendall(f"HEAD /api/v1/{path}{tail}".encode())
                    head, _ = read(s, False)
                    s.sendall(f"GET /api/v1/{path}{tail}".encode())
                    other, body = read(s)
                    same = [l for l in head.split(b"\\r\\n") if not l.startswith(b"date")] == [
                        l for l in other.split(b"\\r\\n") if not l.startswith(b"date")]
                    print(path, status(head), status(other), same, len(body) > 0)
                s = connect()
                s.sendall(f"HEAD /api/v1/events/stream{tail}".encode())
                head, _ = read(s, False)
                print(status(head), s.recv(100))
                """)
        let lines = output.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "status 200 200 True True", "none 404 404 True True",
                "confirm 405 405 True True", "openapi.json 404 404 True True", "200 b''",
            ])
        await open.server.close()
    }

    @Test("a client that waits for permission gets it, or the final answer")
    func permission() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            Self.client + """
                def put(auth, more=""):
                    s = connect()
                    s.sendall(("PUT /api/v1/document HTTP/1.1\\r\\nHost: a\\r\\n"
                        "Content-Type: application/yaml\\r\\nContent-Length: 5\\r\\n"
                        + f"{auth}{more}\\r\\n").encode())
                    return s
                s = put(auth, "Expect: 100-Continue\\r\\n")
                print(s.recv(100))
                s.sendall(b"abcde")
                print(read(s)[1])
                s = put("", "Expect: 100-continue\\r\\n")
                print(status(read(s)[0]), s.recv(100))
                print(status(read(put(auth, "Expect: more\\r\\n"))[0]))
                """)
        #expect(
            output == "b'HTTP/1.1 100 Continue\\r\\n\\r\\n'\nb'5\\n'\n401 b''\n417\n")
        await open.server.close()
    }

    @Test("malformed and unknown forms of requests have their status")
    func forms() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            Self.client + """
                get = "GET /api/v1/status HTTP/1.1\\r\\n"
                put = ("PUT /api/v1/document HTTP/1.1\\r\\nHost: a\\r\\n"
                    "Content-Type: application/yaml\\r\\n" + auth)
                print(once(get + auth + "\\r\\n"),
                    once(get + "Host: a\\r\\nHost: b\\r\\n" + auth + "\\r\\n"),
                    once(f"GET https://a/api/v1/status HTTP/1.1\\r\\nHost: b\\r\\n{auth}\\r\\n"),
                    once(f"GET HTTP://a HTTP/1.1\\r\\nHost: b\\r\\n{auth}\\r\\n"),
                    once(put + "Transfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n"),
                    once(put + "Transfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n"),
                    once(put + "Content-Length: 9223372036854775808\\r\\n\\r\\n"),
                    once(put + "Content-Range: bytes 0-1/2\\r\\nContent-Length: 2\\r\\n\\r\\nab"),
                    once(put + "Content-Encoding: gzip\\r\\nContent-Length: 2\\r\\n\\r\\nab"),
                    once(put + "Content-Length: 2\\r\\n\\r\\nab"))
                s = connect()
                s.sendall(("PATCH /api/v1/document HTTP/1.1\\r\\nHost: a\\r\\n"
                    "Content-Length: 2\\r\\n" + auth + "\\r\\n{}").encode())
                head, _ = read(s)
                print(status(head), b"accept-patch: application/json" in head,
                    b"\\r\\ndate: " in head)
                s = connect()
                s.sendall(("GET /api/v1/events/stream HTTP/1.0\\r\\n" + auth + "\\r\\n").encode())
                head, _ = read(s)
                print(head.split(b" ")[0], b"chunked" in head, s.recv(100))
                """)
        #expect(
            output == """
                400 400 200 404 501 400 400 400 415 200
                415 True True
                b'http/1.0' False b'data: first\\n\\n'

                """)
        await open.server.close()
    }

    @Test("strangers with unfinished bodies from everywhere do not shut out a known client")
    func strangers() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            Self.client + """
                kept, port = [], plain().getpeername()[1]
                for place in range(23):
                    for _ in range(48):
                        try:
                            s = socket.socket()
                            s.bind((f"127.0.2.{place + 1}", 0))
                            s.settimeout(20)
                            s.connect(("127.0.0.1", port))
                            s = context.wrap_socket(s, server_hostname="localhost")
                            s.sendall(b"PUT /api/v1/confirm HTTP/1.1\\r\\nHost: a\\r\\n"
                                b"Content-Length: 100\\r\\n\\r\\nx")
                            kept.append(s)
                        except OSError: pass
                print(len(kept) > 1000)
                print([once(f"GET /api/v1/status HTTP/1.1\\r\\nHost: a\\r\\n{auth}\\r\\n")
                    for _ in range(5)])
                """)
        #expect(output == "True\n['200', '200', '200', '200', '200']\n")
        await open.server.close()
    }

    @Test("a long body without a valid token is refused at once")
    func longBody() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            Self.client + """
                begun = time.monotonic()
                s = connect()
                s.sendall(b"PUT /api/v1/document HTTP/1.1\\r\\nHost: a\\r\\n"
                    b"Content-Length: 100000\\r\\n\\r\\nx")
                print(status(read(s)[0]), s.recv(100), time.monotonic() - begun < 10)
                """)
        #expect(output == "401 b'' True\n")
        await open.server.close()
    }

    @Test("dates have the form of HTTP")
    func dates() {
        #expect(HTTPDate(seconds: 784_111_777).description == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
