import Addresses
import Admin
import Files
import Model
import Reconciliation

/// The API of `ballast run`: it follows the document.
actor AdminKeeper {
    private let server: APIServer
    private let certificate: APICertificate
    private let accounts: Accounts
    private let report: AdminReport
    private let documents: AsyncStream<Spec>
    private let tell: @Sendable (Event.Kind, String) async -> Void
    private let log: @Sendable (String) -> Void
    private let executor = QueueExecutor(label: "ballast.api-listener")
    /// The document; nil: none was accepted yet.
    private var spec: Spec?
    /// The endpoint at which the API listens; nil: none.
    private var listening: Endpoint?
    private var loaded: APICertificate.Loaded?
    /// Whether the log has had its setup link.
    private var isInvited = false
    /// Whether a look is under way, and whether another one must follow.
    private var isLooking = false
    private var isStale = false

    /// Files are read here.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The time between two attempts, and between two looks at the file of the certificate.
    private static let period = Duration.seconds(5)

    /// Creates an API that follows documents.
    ///
    /// - Parameters:
    ///   - tell: records an event.
    ///   - log: writes a line of the log.
    init(
        _ server: APIServer, _ certificate: APICertificate, _ accounts: Accounts,
        _ report: AdminReport, following documents: AsyncStream<Spec>,
        tell: @escaping @Sendable (Event.Kind, String) async -> Void,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.server = server
        self.certificate = certificate
        self.accounts = accounts
        self.report = report
        self.documents = documents
        self.tell = tell
        self.log = log
    }

    /// Runs until cancellation.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                // Cancellation ends the loop.
                while (try? await RoutinePause.wait(Self.period)) != nil { await self.look() }
            }
            for await spec in documents { await follow(spec) }
            group.cancelAll()
        }
        await server.close()
    }

    private func follow(_ spec: Spec) async {
        let former = self.spec
        self.spec = spec
        if former?.admin != spec.admin { loaded = nil }
        await look()
    }

    /// Looks, one look at a time.
    private func look() async {
        isStale = true
        guard !isLooking else { return }
        isLooking = true
        defer { isLooking = false }
        while isStale {
            isStale = false
            await settle()
        }
    }

    /// Brings the listener and its certificate to the document's state.
    private func settle() async {
        guard let spec else { return }
        guard let endpoint = spec.admin.listen else {
            if listening != nil {
                listening = nil
                loaded = nil
                await server.close()
            }
            return note([])
        }
        var failures: [HostFailure] = []
        if loaded == nil || loaded?.signature != FileSignature.of(certificate.file(of: spec.admin))
        {
            do throws(HostFailure) {
                let next = try certificate.load(for: spec)
                server.present(next.identity)
                if next.fingerprint != loaded?.fingerprint {
                    log("the API has the certificate \(next.fingerprint) of \(next.file)")
                }
                loaded = next
            } catch {
                failures.append(error)
            }
        }
        // Without any certificate no client could connect.
        if loaded != nil, listening != endpoint {
            do throws(HostFailure) {
                try await server.open(at: endpoint)
                listening = endpoint
                log("the pages and the API listen at https://\(endpoint)/")
                await inviteFirst(at: endpoint)
            } catch {
                listening = nil
                failures.append(error)
            }
        }
        let troubles = [await accounts.trouble, await accounts.auditTrouble?.description]
        note(failures.map(\.description) + troubles.compactMap(\.self))
    }

    /// Writes the link to the page that makes the first account into the log, once.
    private func inviteFirst(at endpoint: Endpoint) async {
        guard !isInvited else { return }
        isInvited = true
        // Without a readable file of accounts, the state has the reason.
        guard let link = try? await accounts.setupLink() else { return }
        let place =
            endpoint.address.isUnspecified ? "\(hostName()):\(endpoint.port)" : "\(endpoint)"
        log(
            "there is no account yet; within \(link.lifetime.words), "
                + "https://\(place)/setup/\(link.secret) makes the first one, once")
    }

    private func note(_ failures: [String]) {
        for failure in report.replace(failures) {
            Task { await tell(.failed, failure) }
        }
    }
}
