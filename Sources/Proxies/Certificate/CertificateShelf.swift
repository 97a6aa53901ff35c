import Files
import HAProxy
import Model
import Planning
import Reconciliation

/// The keeper of certificates on a separate thread, because it waits for the disk.
actor CertificateShelf {
    private let executor = QueueExecutor(label: "ballast.certificates")
    /// Runs on its own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private var keeper: CertificateKeeper
    private let file: FileCertificateMemory
    private var memory: CertificateMemory

    /// Creates a shelf for the documents of a site.
    init(_ site: ProxySite) {
        keeper = CertificateKeeper(
            documentDirectory: site.documents, store: site.store, target: site.certificates,
            document: site.document, copies: site.certificateCopies)
        file = FileCertificateMemory(directory: site.state)
        // Without a readable memory, everything is reported again.
        memory = (try? file.load()) ?? CertificateMemory()
    }

    /// Installs each certificate for HAProxy; see ``CertificateKeeper/deploy(_:now:)``.
    func deploy(_ spec: Spec) -> Deployment {
        let begin = threadTime()
        var deployment = keeper.deploy(spec)
        deployment.cost = threadTime() - begin
        return deployment
    }

    /// Returns the news of a deployment; none is reported twice, even after a restart.
    func news(of deployment: Deployment) -> [CertificateMemory.News] {
        let before = memory
        let news = memory.news(
            of: deployment.statuses + [deployment.tables].compactMap(\.self))
        // If the memory is not saved, the next run reports them again.
        if memory != before { try? file.save(memory) }
        return news
    }

    /// Returns the certificates that ``deploy(_:)`` would install, without writing them.
    func preview(_ spec: Spec) -> [ProxyCertificate] { keeper.preview(spec) }

    /// Removes keys that the document in force does not use.
    func tidy(_ spec: Spec) {
        // A failed removal is retried after the next document.
        try? keeper.removeUnused(by: spec)
    }
}
