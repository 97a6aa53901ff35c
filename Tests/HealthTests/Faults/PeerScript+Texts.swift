import Model

@testable import Health

extension PeerScript {
    private static let trusting = TLSSettings(verify: false)

    private static func web(_ tls: TLSSettings?) -> Probe.Kind {
        .http(HTTPProbe(expect: .text("healthy"), tls: tls))
    }

    private static func page(_: [UInt8]) -> [UInt8] {
        let body = String(repeating: "x", count: 93) + "healthy"
        return Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n\(body)".utf8)
    }

    private static let longPage = Flood(
        head: Array("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n".utf8), block: [0x78],
        phase: .match)

    private static func text(_ tls: TLSSettings?) -> Probe.Kind {
        .tcp(TCPProbe(send: Array("who?\n".utf8), expect: .text("welcome"), tls: tls))
    }

    private static func welcome(_: [UInt8]) -> [UInt8] { Array("220 you are welcome".utf8) }

    private static func redis(_ security: Dialogue.Security) -> Dialogue {
        Dialogue(.redis, as: .init(password: Dialogue.right), over: .init(security: security))
    }

    private static let redisReplies = ["+OK\r\n", "+PONG\r\n"].map { Array($0.utf8) }
    private static let longString = Flood(
        turn: 1, head: Array("$536870912\r\n".utf8), block: [0x78])

    /// Protocols of texts that are no commands in lines.
    static let texts: [PeerScript] = [
        PeerScript("http", .http, web(nil), [page], flood: longPage),
        PeerScript("https", .https, web(trusting), [page], security: .fromStart, flood: longPage),
        PeerScript(
            "http, interim responses", .http, web(nil), [page],
            flood: Flood(block: Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))),
        PeerScript(
            "http, chunks of nothing", .http, web(nil), [page],
            flood: Flood(
                head: Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8),
                block: Array("\r\n".utf8))),
        PeerScript(
            "tcp", .tcp, text(nil), [welcome], endIsAnswer: true,
            flood: Flood(block: [0x78], phase: .match)),
        PeerScript(
            "tcp, TLS", .tcp, text(trusting), [welcome], security: .fromStart, endIsAnswer: true,
            flood: Flood(block: [0x78], phase: .match)),
        PeerScript(
            "telnet", Dialogue(.telnet, expect: Expected(.text("login:"))),
            [[255, 253, 24] + Array("\r\nwelcome\r\nlogin:".utf8)], endIsAnswer: true,
            flood: Flood(block: [0x78], phase: .match)),
        PeerScript(
            "redis", redis(.none), redisReplies, speaksFirst: false, flood: longString),
        PeerScript(
            "redis, TLS", redis(.tls(Check.TLS())), redisReplies, speaksFirst: false,
            security: .fromStart, flood: longString),
        PeerScript(
            "sip", .sip, .dialogue(DialogueProbe(Dialogue(.sip, over: .init(.tcp)))),
            [
                { request in
                    let lines = String(decoding: request, as: UTF8.self).split(separator: "\r\n")
                    let call = lines.first { $0.hasPrefix("Call-ID:") } ?? ""
                    return Array("SIP/2.0 200 OK\r\n\(call)\r\nContent-Length: 0\r\n\r\n".utf8)
                }
            ],
            flood: Flood(block: Array("SIP/2.0 100 Trying\r\nCall-ID: 1\r\n\r\n".utf8))),
    ]

    /// All of them.
    static let all = texts + lines + messages
}
