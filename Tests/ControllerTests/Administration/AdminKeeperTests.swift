import Addresses
import Admin
import Certificates
import Foundation
import Model
import Proxies
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// The listener of the API and its certificate, as the document changes.
@Suite("The API of a controller", .timeLimit(.minutes(20)), .ownThreads)
struct AdminKeeperTests {
    /// The events and the lines of the log.
    private final class Notes: Sendable {
        let events = Mutex<[String]>([])
        let lines = Mutex<[String]>([])
    }

    /// The API of a controller that answers nothing.
    private final class Site {
        let folder: Scratch
        let report = AdminReport()
        let accounts: Accounts
        let server: APIServer
        let notes = Notes()
        private let documents: AsyncStream<Spec>.Continuation
        private var work: Task<Void, Never>?

        struct Nothing: APISite {
            func answer(to call: APICall) async throws -> APIAnswer {
                throw APIRefusal(404, "nothing")
            }
        }

        var state: String { folder.folder + "/state" }

        init() throws {
            folder = try Scratch(name: "ballast.yaml")
            accounts = Accounts(state: folder.folder + "/state")
            server = APIServer(Nothing(), AccountClients(accounts))
            let (stream, documents) = AsyncStream.makeStream(of: Spec.self)
            self.documents = documents
            let notes = self.notes
            let keeper = AdminKeeper(
                server,
                APICertificate(
                    state: folder.folder + "/state", document: folder.path, node: nil), accounts,
                report, following: stream,
                tell: { _, text in notes.events.withLock { $0.append(text) } },
                log: { line in notes.lines.withLock { $0.append(line) } })
            work = Task { await keeper.run() }
        }

        deinit { work?.cancel() }

        /// Follows a document, and returns the health and the certificate after it.
        func follow(
            _ listen: String, _ certificate: String? = nil, until isDone: (Status) -> Bool
        ) async throws -> Status {
            var spec = Spec()
            spec.admin = AdminInterface(
                listen: Endpoint(listen), certificate: certificate)
            var status = try status()
            for _ in 0..<500 {
                documents.yield(spec)
                try await Task.sleep(for: .milliseconds(20))
                status = try self.status()
                if isDone(status) { return status }
            }
            Issue.record("\(status.health.reasons) \(String(describing: status.certificates))")
            return status
        }

        private func status() throws -> Status {
            var status = Status(
                controller: ControllerStatus(
                    version: "1", processID: 1, started: 5, managesAddresses: true),
                health: .init(), document: DocumentStatus(path: "/d"))
            report.complete(&status)
            return status
        }

        /// Writes a certificate that ends in some days, and returns its fingerprint.
        @discardableResult
        func write(_ name: String, days: Int, to path: String? = nil) throws -> String {
            let identity = try Identity(
                selfSigned: try PrivateKey(making: .p256),
                for: try Subject(names: ["localhost"].compactMap { AlternativeName($0) }),
                now: UTCTime.now.adding(days: days - 100), days: 100)
            let pem: [UInt8] = try identity.pem().withBytes { Array($0) }
            let file = path ?? "\(folder.folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: state, withIntermediateDirectories: true)
            #expect(
                FileManager.default.createFile(
                    atPath: file, contents: Data(pem), attributes: [.posixPermissions: 0o600]))
            return identity.leaf.fingerprint
        }
    }

    @Test("the end of a given certificate is in the status, and an expired one replaces no other")
    func ends() async throws {
        let site = try Site()
        let place = "127.0.0.1:\(ExampleSite.freePort())"
        let first = try site.write("api.pem", days: 4)
        let soon = try await site.follow(place, "api.pem") { $0.certificates != nil }
        let certificate = try #require(soon.certificates?.first)
        #expect(certificate.name == "of admin" && certificate.fingerprint == first)
        #expect(certificate.expiry == .week && certificate.daysLeft == 4)
        #expect(soon.health.reasons == [] && certificate.findings.count == 1)
        while site.notes.events.withLock({ $0.isEmpty }) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(site.notes.events.withLock(\.self) == ["certificate of admin: it ends in 4 days"])
        try site.write("api.pem", days: -2)
        let kept = try await site.follow(place, "api.pem") { !$0.health.reasons.isEmpty }
        #expect(kept.certificates?.first?.fingerprint == first)
        let refusal = try #require(kept.health.reasons.first)
        #expect(refusal.contains("the file is not taken: it has expired"), "\(refusal)")
        let second = try site.write("api.pem", days: 90)
        let good = try await site.follow(place, "api.pem") { $0.health.reasons.isEmpty }
        #expect(good.certificates?.first?.fingerprint == second)
    }

    @Test("an expired certificate at a start serves, and the status is degraded")
    func expired() async throws {
        let site = try Site()
        try site.write("api.pem", days: -2)
        let status = try await site.follow("127.0.0.1:\(ExampleSite.freePort())", "api.pem") {
            $0.certificates != nil
        }
        #expect(
            status.health.reasons == ["certificate of admin: it expired, and clients refuse it"])
        #expect(status.certificates?.first?.expiry == .over)
    }

    @Test("a certificate of this node is made again before its end")
    func renewed() async throws {
        let site = try Site()
        let old = try site.write("api.pem", days: 20, to: site.state + "/api.pem")
        let status = try await site.follow("127.0.0.1:\(ExampleSite.freePort())") {
            $0.certificates != nil
        }
        let certificate = try #require(status.certificates?.first)
        #expect(certificate.fingerprint != old && (certificate.daysLeft ?? 0) > 3000)
        #expect(certificate.findings == [] && certificate.expiry == nil)
    }

    @Test("a lost certificate, a foreign key and an address of no interface have their words")
    func reasons() async throws {
        let site = try Site()
        let place = "127.0.0.1:\(ExampleSite.freePort())"
        let lost = try await site.follow(place, "none.pem") { !$0.health.reasons.isEmpty }
        let reason = try #require(lost.health.reasons.first)
        #expect(reason.hasPrefix("the pages and the API do not listen: cannot use"))
        #expect(reason.ranges(of: "none.pem").count == 1, "\(reason)")
        try site.write("api.pem", days: 90)
        try site.write("other.pem", days: 90)
        try shell(
            "cd \(site.folder.folder) && sed -n '/BEGIN CERT/,/END CERT/p' api.pem > mixed.pem"
                + " && sed -n '/PRIVATE/,/PRIVATE/p' other.pem >> mixed.pem && chmod 600 mixed.pem")
        let mixed = try await site.follow(place, "mixed.pem") {
            $0.health.reasons.first?.contains("mixed.pem") == true
        }
        let words = try #require(mixed.health.reasons.first)
        #expect(words.contains("key") && !words.contains("failedTo"), "\(words)")
        let absent = try await site.follow("192.0.2.77:\(ExampleSite.freePort())", "api.pem") {
            $0.health.reasons.first?.contains("no interface has 192.0.2.77") == true
        }
        #expect(absent.health.reasons.count == 1, "\(absent.health.reasons)")
    }

    @Test("PKCS#12, and certificates in any order, are taken as validate takes them")
    func forms() async throws {
        let site = try Site()
        let print = try site.write("api.pem", days: 90)
        try shell(
            "cd \(site.folder.folder) && openssl pkcs12 -export -in api.pem -inkey api.pem"
                + " -passout pass: -out api.p12 && chmod 600 api.p12")
        let status = try await site.follow("127.0.0.1:\(ExampleSite.freePort())", "api.p12") {
            $0.certificates != nil
        }
        #expect(status.certificates?.first?.fingerprint == print && status.health.reasons == [])
    }

    @Test("the log has a setup link again when the last account was removed")
    func links() async throws {
        let site = try Site()
        let place = "127.0.0.1:\(ExampleSite.freePort())"
        func links() -> Int { site.notes.lines.withLock { $0.count { $0.contains("/setup/") } } }
        _ = try await site.follow(place) { _ in links() == 1 }
        let root = Principal(name: "root", group: .configuration, origin: "t", kind: .host)
        try await site.accounts.add(
            "anna", .configuration, password: "correct horse battery", by: root)
        _ = try await site.follow(place) { _ in true }
        #expect(links() == 1)
        try AccountStore(state: site.state).remove("anna", isForced: true)
        _ = try await site.follow(place) { _ in links() == 2 }
    }
}
