import HAProxy
import Model
import Planning
import Reconciliation

/// The keeper of certificates on a thread of its own: it waits for the disk.
actor CertificateShelf {
    private let executor = QueueExecutor(label: "ballast.certificates")
    /// Runs on its own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private var keeper: CertificateKeeper
    private let file: FileCertificateMemory
    private var memory: CertificateMemory

    /// A shelf for the documents of a site.
    init(_ site: ProxySite) {
        keeper = CertificateKeeper(
            documentDirectory: site.documents, store: site.store, target: site.certificates,
            document: site.document, copies: site.certificateCopies)
        file = FileCertificateMemory(directory: site.state)
        // What can't be read was told once; it is told anew.
        memory = (try? file.load()) ?? CertificateMemory()
    }

    /// Puts each certificate where HAProxy reads it; see ``CertificateKeeper/deploy(_:now:)``.
    func deploy(_ spec: Spec) -> Deployment {
        let begin = threadTime()
        var deployment = keeper.deploy(spec)
        deployment.cost = threadTime() - begin
        return deployment
    }

    /// The news of a deployment, each told once over all restarts.
    func news(of deployment: Deployment) -> [CertificateMemory.News] {
        let before = memory
        let news = memory.news(of: deployment.statuses)
        // Unsaved, it is told again by the next run.
        if memory != before { try? file.save(memory) }
        return news
    }

    /// What ``deploy(_:)`` would have HAProxy load; nothing is written.
    func preview(_ spec: Spec) -> [ProxyCertificate] { keeper.preview(spec) }

    /// Removes keys that the document, which is in force, does not use.
    func tidy(_ spec: Spec) {
        // What can't be removed now is tried again after the next document.
        try? keeper.removeUnused(by: spec)
    }
}
