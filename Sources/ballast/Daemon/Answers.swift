import FoundationEssentials
import Health
import Model
import Reconciliation

/// What the daemon answers on its socket.
struct Answers: Sendable {
    let reconciler: Reconciler
    let checks: HealthChecks

    /// The answer to a request for this path; nil: there is none.
    func answer(to path: String) async -> (any Encodable & Sendable)? {
        switch path {
        case "/status": return await reconciler.status()
        case "/verdicts": return await reconciler.checkedVerdicts ?? [:]
        default:
            guard let server = ServerName(path: path) else { return nil }
            return await explanation(of: server)
        }
    }

    private func explanation(of name: ServerName) async -> Explanation? {
        let status = await reconciler.status()
        guard let service = status.services.first(where: { $0.name == name.service }),
            let server = service.servers.first(where: { $0.name == name.server })
        else { return nil }
        return Explanation(
            service: service.key, status: server,
            check: await checks.monitor.machine(of: server.endpoint, in: service.key))
    }
}

/// Why a server is as it is.
struct Explanation: Sendable, Codable {
    /// Its service.
    let service: ServiceKey
    /// What is wanted beside what is there.
    let status: ServerStatus
    /// What its checks have found; nil: it is not checked.
    let check: VerdictMachine?
}

extension ServerName {
    private static let prefix = "/explain/"

    /// The path by which the daemon is asked to explain the server.
    ///
    /// Bytes outside RFC 3986's unreserved set are written as `%XX`.
    var path: String {
        Self.prefix + [service, server].map(Self.escaped).joined(separator: "/")
    }

    /// The server that is asked for by this path; nil: it is another kind of path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let parts = path.dropFirst(Self.prefix.count).split(separator: "/")
            .compactMap { Self.unescaped(String($0)) }
        guard parts.count == 2 else { return nil }
        self.init(argument: parts.joined(separator: "/"))
    }

    private static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
