import Model
import Seeds
import Testing

@testable import Health

@Suite("Checks over HTTP, hand-made servers")
struct HTTPTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let behaviour: Peer.Behaviour
        var expect: Pattern?
        let outcome: CheckResult.Outcome
        let phase: CheckResult.Phase
        var isTimedOut = false
        var testDescription: String { name }
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    static let cases = [
        Case(
            name: "status alone", behaviour: .sayAndHang(ok + "\r\n"), outcome: .passed,
            phase: .match),
        Case(
            name: "length", behaviour: .sayAndHang(ok + "Content-Length: 5\r\n\r\nhello"),
            expect: .text("hell"), outcome: .passed, phase: .match),
        Case(
            name: "bytes beyond the length are no body",
            behaviour: .sayAndHang(ok + "Content-Length: 2\r\n\r\nOKALIVE"),
            expect: .text("ALIVE"), outcome: .failed, phase: .match),
        Case(
            name: "chunk sizes with leading zeros, and a tab before an extension",
            behaviour: .sayAndHang(
                ok + "Transfer-Encoding: chunked\r\n\r\n"
                    + "000000000003\r\nhel\r\n2\t;x=y\r\nlo\r\n0\r\n\r\n"),
            expect: .regex("^hello$"), outcome: .passed, phase: .match),
        Case(
            name: "a chunk size with a sign",
            behaviour: .sayAndHang(ok + "Transfer-Encoding: chunked\r\n\r\n+3\r\nhel\r\n"),
            expect: .text("hel"), outcome: .failed, phase: .receive),
        Case(
            name: "chunks",
            behaviour: .sayAndHang(
                ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n"),
            expect: .regex("^hello$"), outcome: .passed, phase: .match),
        Case(
            name: "until the end", behaviour: .say(ok + "\r\nhello"), expect: .text("hello"),
            outcome: .passed, phase: .match),
        Case(
            name: "continue first",
            behaviour: .sayAndHang("HTTP/1.1 100 Continue\r\n\r\n" + ok + "\r\n"),
            outcome: .passed, phase: .match),
        Case(
            name: "wrong status", behaviour: .sayAndHang("HTTP/1.1 503 Sorry\r\n\r\n"),
            outcome: .failed, phase: .match),
        Case(
            name: "wrong text", behaviour: .say(ok + "\r\nhello"), expect: .text("bye"),
            outcome: .failed, phase: .match),
        Case(
            name: "an expression that can't be read", behaviour: .say(ok + "\r\nhello"),
            expect: .regex("("), outcome: .failed, phase: .match),
        Case(
            name: "half a body", behaviour: .say(ok + "Content-Length: 50\r\n\r\nhello"),
            expect: .text("hello"), outcome: .failed, phase: .receive),
        Case(
            name: "half a header", behaviour: .say(ok), outcome: .failed, phase: .receive),
        Case(
            name: "a wrong chunk",
            behaviour: .say(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            expect: .text("hello"), outcome: .failed, phase: .receive),
        Case(
            name: "no HTTP", behaviour: .sayAndHang("220 mail\r\n"), outcome: .failed,
            phase: .receive),
        Case(
            name: "hang", behaviour: .hang, outcome: .failed, phase: .receive,
            isTimedOut: true),
        Case(
            name: "hang mid-header", behaviour: .sayAndHang(ok), outcome: .failed,
            phase: .receive, isTimedOut: true),
        Case(
            name: "hang mid-body",
            behaviour: .sayAndHang(ok + "Content-Length: 50\r\n\r\nhello"),
            expect: .text("never"), outcome: .failed, phase: .receive, isTimedOut: true),
        Case(
            name: "slow drip", behaviour: .drip(ok), outcome: .failed, phase: .receive,
            isTimedOut: true),
        Case(name: "reset", behaviour: .reset, outcome: .failed, phase: .receive),
        Case(
            name: "endless header", behaviour: .endless(ok), outcome: .failed, phase: .receive),
        Case(
            name: "endless body", behaviour: .endless(ok + "\r\n"), expect: .text("never"),
            outcome: .failed, phase: .match),
    ]

    @Test("each answer has its conclusion and its phase", arguments: cases)
    func conclusion(_ item: Case) async throws {
        let peer = try Peer(item.behaviour)
        let result = try await probe(
            .http(HTTPProbe(expect: item.expect)), port: peer.port,
            timeout: item.isTimedOut ? .milliseconds(200) : ample)
        #expect(result.outcome == item.outcome, "\(result)")
        #expect(result.phase == item.phase, "\(result)")
        await expectClosed(connectionsTo: peer.port)
    }

    @Test("the request names its host, and no result shows a header's value")
    func request() {
        let probe = HTTPProbe(
            method: "HEAD", path: "/health?x", virtualHost: "shop.example",
            headers: [.init("Authorization", "Basic c2VjcmV0")])
        let text = String(
            decoding: HTTPExchange.request(probe, target: local(8_080)), as: UTF8.self)
        #expect(
            text == """
                HEAD /health?x HTTP/1.1\r
                Host: shop.example\r
                User-Agent: ballast\r
                Accept: */*\r
                Connection: close\r
                Authorization: Basic c2VjcmV0\r
                \r\n
                """)
        let finding = HTTPExchange(probe, target: local(8_080)).expired()
        #expect(!(finding.expected + finding.seen).contains("c2VjcmV0"))
    }

    @Test("a server that says a header back does not make it public, nor a part of it")
    func confidence() async throws {
        for padding in [0, 70, 85] {
            let text = String(repeating: "x", count: padding) + "Basic c2VjcmV0LXNlY3JldA==\n"
            let peer = try Peer(.say("HTTP/1.1 200 OK\r\n\r\n" + text))
            let header = HTTPProbe.Header("Authorization", "Basic c2VjcmV0LXNlY3JldA==")
            let result = try await probe(
                .http(HTTPProbe(headers: [header], expect: .text("never"))), port: peer.port,
                timeout: ample)
            #expect(result.outcome == .failed && result.seen.contains("(secret)"), "\(result)")
            #expect(!result.seen.contains("c2Vj"), "\(result)")
        }
    }

    @Test("a response cut anywhere is read the same", arguments: 1...60)
    func pieces(_ size: Int) {
        let response = Array(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".utf8)
        var exchange = HTTPExchange(
            HTTPProbe(expect: .text("hello")), target: local(80))
        _ = exchange.opened()
        var rest = response[...]
        while !rest.isEmpty {
            if case .done(let finding) = exchange.received(rest.prefix(size)) {
                #expect(finding.outcome == .passed)
                return
            }
            rest = rest.dropFirst(size)
        }
        Issue.record("no conclusion")
    }

    @Test("a header that is begun and a large piece after it lose nothing")
    func largePiece() {
        var exchange = HTTPExchange(HTTPProbe(expect: .text("end")), target: local(80))
        _ = exchange.opened()
        let body = String(repeating: "x", count: 16_300) + "end"
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nServer: "
        let response = Array((head + "a\r\n\r\n" + body).utf8)
        _ = exchange.received(response[..<head.utf8.count])
        guard case .done(let finding) = exchange.received(response[head.utf8.count...]) else {
            Issue.record("no conclusion")
            return
        }
        #expect(finding.outcome == .passed, "\(finding)")
    }

    @Test("random bytes never trap")
    func fuzz() {
        #expect(HTTPHead(Array("HTTP/1.1 2000 OK\r\n\r\n".utf8)[...]) == nil)
        #expect(HTTPHead(Array("HTTP/1.1 200\r\n\r\n".utf8)[...])?.status == 200)
        let words = ["HTTP/1.1 200", "\r\n", "\n", ":", "Content-Length", "chunked", "7", "f", " "]
        for seed in 0..<1_000 {
            var random = SeededNumbers(seed: seed)
            var exchange = HTTPExchange(HTTPProbe(expect: .text("q")), target: local(80))
            _ = exchange.opened()
            feed: for _ in 0..<20 {
                let word = words.randomElement(using: &random) ?? ""
                let bytes = Array(word.utf8) + [UInt8.random(in: 0...255, using: &random)]
                switch exchange.received(bytes[...]) {
                case .done, .match, .finish, .secure, .attach, .compute: break feed
                case .wait, .send: continue
                }
            }
            _ = exchange.ended()
            _ = exchange.expired()
        }
    }

    @Test("a header of the document replaces the one that is sent anyway")
    func replaced() {
        func lines(_ headers: [HTTPProbe.Header]) -> [String] {
            let probe = HTTPProbe(virtualHost: "shop.example", headers: headers)
            let bytes = HTTPExchange.request(probe, target: local(80))
            let text = String(decoding: bytes, as: UTF8.self)
            return text.split(separator: "\r\n").dropFirst().map(String.init)
        }
        #expect(
            lines([]) == [
                "Host: shop.example", "User-Agent: ballast", "Accept: */*", "Connection: close",
            ])
        for name in ["host", "USER-AGENT", "Accept", "connection"] {
            let sent = lines([HTTPProbe.Header(name, "x")])
            #expect(sent.count == 4 && sent.last == "\(name): x")
            let names = sent.map { $0.prefix { $0 != ":" }.lowercased() }
            #expect(Set(names).count == 4, "\(sent)")
        }
    }
}
