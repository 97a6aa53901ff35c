import Addresses
import Admin
import Certificates
import Files
import Model
import Planning
import Proxies
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
    private var loaded: LoadedCertificate?
    /// Whether the certificate of the document was read since the document changed it.
    private var isRead = false
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
        if former?.admin != spec.admin { isRead = false }
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
            return await note([])
        }
        var failures: [String] = []
        do throws(HostFailure) {
            try present(for: spec)
        } catch {
            let isClosed = loaded == nil
            failures.append((isClosed ? "the pages and the API do not listen: " : "") + "\(error)")
        }
        // Without any certificate no client could connect.
        if loaded != nil, listening != endpoint {
            do throws(HostFailure) {
                try await server.open(at: endpoint)
                listening = endpoint
                log("the pages and the API listen at https://\(endpoint)/")
            } catch {
                listening = nil
                failures.append(error.description)
            }
        }
        if listening == endpoint {
            failures += unreachable(endpoint, in: spec)
            await inviteFirst(at: endpoint)
        }
        let troubles = [await accounts.trouble, await accounts.auditTrouble?.description]
        await note(failures + troubles.compactMap(\.self))
    }

    /// Reads the certificate if its file has changed, or if its end is near, and uses it.
    private func present(for spec: Spec) throws(HostFailure) {
        let now = UTCTime.now
        let file = certificate.file(of: spec.admin)
        if isRead, let loaded, loaded.signature == FileSignature.of(file), !loaded.isDue(now),
            loaded.refusal == nil || loaded.expiry(now) != .over
        {
            return
        }
        let next = try certificate.load(for: spec)
        isRead = true
        if let former = loaded, former.expiry(now) != .over, next.expiry(now) == .over {
            // Clients accept the former one.
            loaded?.refusal = "it has expired, and the former certificate is served"
            loaded?.signature = next.signature
            return
        }
        server.present(next.identity)
        if next.fingerprint != loaded?.fingerprint {
            log("the API has the certificate \(next.fingerprint) of \(next.file)")
        }
        loaded = next
    }

    /// Returns the reason why no client can reach an endpoint; none: clients can.
    private func unreachable(_ endpoint: Endpoint, in spec: Spec) -> [String] {
        let address = endpoint.address
        // A virtual address is on another node for now.
        guard !address.isUnspecified, !OwnAddresses.contain("\(address)"),
            !spec.virtualAddresses.contains(where: { $0.address.address == address })
        else { return [] }
        return [
            "nobody can reach the pages and the API: no interface has \(address); "
                + "correct admin.listen, or add the address"
        ]
    }

    /// Writes the link to the page that makes the first account into the log: once, and again when
    /// the last account was removed.
    private func inviteFirst(at endpoint: Endpoint) async {
        // Without a readable file of accounts, the state has the reason.
        guard let users = try? await accounts.users() else { return }
        guard users.isEmpty else {
            isInvited = false
            return
        }
        guard !isInvited, let link = try? await accounts.setupLink() else { return }
        isInvited = true
        let place =
            endpoint.address.isUnspecified ? "\(hostName()):\(endpoint.port)" : "\(endpoint)"
        log(
            "there is no account yet; within \(link.lifetime.words), "
                + "https://\(place)/setup/\(link.secret) makes the first one, once")
    }

    private func note(_ failures: [String]) async {
        for news in report.replace(loaded?.status(.now)) {
            Task { await tell(news.kind, news.sentence) }
        }
        for failure in report.replace(failures) {
            Task { await tell(.failed, failure) }
        }
    }
}
