import Model

@testable import Health

extension PeerScript {
    private static let secure = Dialogue.Security.tls(Check.TLS())
    private static let later = Dialogue.Security.startTLS(Check.TLS())

    private static func login(
        _ service: CheckService, _ security: Dialogue.Security = .none
    ) -> Dialogue {
        Dialogue(
            service, as: .init("joe", password: Dialogue.right), over: .init(security: security))
    }

    private static func endless(_ line: String, turn: Int = 0, head: String = "") -> Flood {
        Flood(turn: turn, head: Array(head.utf8), block: Array(line.utf8))
    }

    /// Protocols of commands and replies in lines.
    static let lines: [PeerScript] = [
        PeerScript(
            "ftp", login(.ftp), lines: ["220 hi\r\n", "331 who\r\n", "230 in\r\n", "221 bye\r\n"],
            flood: endless("220-and more\r\n", head: "220-hi\r\n")),
        PeerScript("imap", login(.imap), lines: mailbox, flood: endless("* 1 EXISTS\r\n", turn: 1)),
        PeerScript(
            "imaps", login(.imaps, secure), lines: mailbox, security: .fromStart,
            flood: endless("* 1 EXISTS\r\n", turn: 1)),
        PeerScript(
            "imap, STARTTLS", login(.imap, later),
            lines: ["* OK hi\r\n", "a1 OK go\r\n", "a2 OK in\r\n", "* BYE\r\na3 OK bye\r\n"],
            security: .after(1), flood: endless("* 1 EXISTS\r\n", turn: 2)),
        PeerScript("pop", login(.pop), lines: office, flood: endless("x", head: "+OK ")),
        PeerScript(
            "pops", login(.pops, secure), lines: office, security: .fromStart,
            flood: endless("x", head: "+OK ")),
        PeerScript(
            "pop, STLS", login(.pop, later),
            lines: ["+OK hi\r\n", "+OK go\r\n", "+OK who\r\n", "+OK in\r\n", "+OK bye\r\n"],
            security: .after(1), flood: endless("x", turn: 2, head: "+OK ")),
        PeerScript("smtp", login(.smtp), lines: mail, flood: endless("250-x\r\n", turn: 1)),
        PeerScript(
            "smtp, TLS", login(.smtp, secure), lines: mail, security: .fromStart,
            flood: endless("250-x\r\n", turn: 1)),
        PeerScript(
            "smtp, STARTTLS", login(.smtp, later),
            lines: [
                "220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n", "250 hi\r\n",
                "235 in\r\n", "221 bye\r\n",
            ],
            security: .after(2), flood: endless("250-x\r\n", turn: 3)),
        PeerScript(
            "nntp", login(.nntp),
            lines: ["200 hi\r\n", "381 who\r\n", "281 in\r\n", "205 bye\r\n"],
            flood: endless("x", head: "200 ")),
    ]

    private static let mailbox = ["* OK hi\r\n", "a2 OK in\r\n", "* BYE\r\na3 OK bye\r\n"]
    private static let office = ["+OK hi\r\n", "+OK who\r\n", "+OK in\r\n", "+OK bye\r\n"]
    private static let mail = [
        "220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", "235 in\r\n", "221 bye\r\n",
    ]
}
