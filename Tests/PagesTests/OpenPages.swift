import Addresses
import Admin
import Certificates
import Files
import Foundation
import Model
import Pages
import TestSupport

/// The pages on a free port of loopback, and a browser.
final class OpenPages {
    let source: ExampleSource
    let site = ChangedSite()
    let accounts: Accounts
    let server: APIServer
    let port: UInt16
    let state: String
    private let folder: Scratch

    /// A password that the rule accepts.
    static let password = "correct horse battery"

    /// Starts pages with an account for each of these groups, named after it.
    init(
        _ groups: [AccountGroup] = [.report, .maintenance, .configuration],
        _ services: [ServiceStatus]? = nil, settings: AccountSettings = AccountSettings()
    ) async throws {
        source = ExampleSource(
            try services ?? [
                ExampleSource.service("web", 1), ExampleSource.service("mail", 2, down: 1),
            ])
        let identity = try Identity(
            selfSigned: try PrivateKey(making: .p256),
            for: try Subject(names: ["localhost", "127.0.0.1"].compactMap { AlternativeName($0) }),
            now: UTCTime(seconds: wallClock() / 1000))
        let pem: [UInt8] = try identity.pem().withBytes { Array($0) }
        folder = try Scratch(String(decoding: pem, as: UTF8.self), name: "api.pem")
        state = "\(folder.folder)/state"
        var settings = settings
        settings.cost = PasswordCost(memory: 8, passes: 1)
        accounts = Accounts(state: state, settings: settings)
        let root = Principal(name: "root", group: .configuration, origin: "test", kind: .host)
        for group in groups {
            try await accounts.add(group.rawValue, group, password: Self.password, by: root)
        }
        let pages = WebPages(accounts, source, site)
        server = APIServer(site, AccountClients(accounts), pages: pages)
        server.present(try APIIdentity(pem: pem))
        port = try await server.open(
            at: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0))
    }

    /// A browser with its own cookies.
    func browser(_ name: String = "a") -> Browser { Browser(self, name) }

    /// The lines of the audit log: author, action, result.
    var audit: [String] {
        get throws {
            try AuditFile(state: state).entries(last: 100) { _ in true }.entries.map {
                "\($0.who.name): \($0.what), \($0.result.rawValue)"
            }
        }
    }

    /// A browser, which is curl.
    struct Browser {
        private let pages: OpenPages
        private let jar: String

        init(_ pages: OpenPages, _ name: String) {
            self.pages = pages
            jar = "\(pages.folder.folder)/\(name).jar"
        }

        /// Requests a page.
        func get(_ path: String, _ options: String = "") throws -> Answer {
            let folder = pages.folder.folder
            let words = [
                "curl -s -m 120 --cacert \(pages.folder.path) -b \(jar) -c \(jar)",
                "-o \(folder)/body -D \(folder)/head -w '%{http_code}' \(options)",
                "'https://127.0.0.1:\(pages.port)\(path)' || true",
            ]
            let command = words.joined(separator: " ")
            try? FileManager.default.removeItem(atPath: "\(folder)/body")
            let status = try shell(command)
            let body = FileManager.default.contents(atPath: "\(folder)/body") ?? Data()
            let head = try String(contentsOfFile: "\(folder)/head", encoding: .utf8)
            return Answer(
                status: Int(status.filter(\.isNumber)) ?? 0, head: head,
                body: String(decoding: body, as: UTF8.self))
        }

        /// Sends the form of a page, with its CSRF token, and other fields.
        ///
        /// - Parameter proof: another token.
        func send(
            _ path: String, of page: String, _ fields: [String: String], proof: String? = nil,
            _ options: String = ""
        ) throws -> Answer {
            let token = try proof ?? get(page).proof
            let all = fields.merging(["proof": token]) { mine, _ in mine }
            let data = all.map { "--data-urlencode '\($0.key)=\($0.value)'" }.joined(separator: " ")
            return try get(path, "\(data) \(options)")
        }

        /// Signs in, and returns the answer.
        @discardableResult
        func signIn(_ name: String, _ password: String = OpenPages.password) throws -> Answer {
            try send(
                "/sign-in", of: "/sign-in", ["name": name, "password": password, "next": "/"])
        }

        /// The lines of the cookie jar.
        var cookies: String { (try? String(contentsOfFile: jar, encoding: .utf8)) ?? "" }

        /// The secret of the session; "": there is none.
        var secret: String {
            for line in cookies.split(separator: "\n") {
                let fields = line.split(separator: "\t")
                if fields.count == 7, fields[5] == "__Host-ballast" { return String(fields[6]) }
            }
            return ""
        }
    }

    /// An answer.
    struct Answer {
        let status: Int
        let head: String
        let body: String

        /// The CSRF token of the first form.
        var proof: String {
            body.firstMatch(of: /name="proof" value="([0-9a-f]+)"/).map { String($0.1) } ?? ""
        }

        private var lines: [String] { head.components(separatedBy: "\r\n") }

        /// The value of a header; "": it is absent.
        func header(_ name: String) -> String {
            let line = lines.first { $0.lowercased().hasPrefix("\(name): ") } ?? ""
            return String(line.dropFirst(name.count + 2))
        }

        /// Whether a header occurs with this beginning.
        func sets(_ cookie: String) -> String {
            let start = "set-cookie: \(cookie.lowercased())="
            return lines.first { $0.lowercased().hasPrefix(start) } ?? ""
        }
    }
}
