import Addresses
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Reconciliation
import Synchronization

/// The listeners on which the holding page is served: one for each service that falls back to it.
///
/// They are there as long as the document asks for them, not only while the page is needed: what
/// stands in the way is found when the document comes into force, not when every server is down.
struct HoldingPages: PageServing {
    private let current = CurrentPage()
    private let connections = PageConnections()
    private let services = Count()
    private var content: PageContent
    private var listeners: [ServiceKey: any Channel] = [:]

    /// Pages for a document in this directory.
    ///
    /// - Parameter document: see ``PageContent``.
    init(directory: String, document: String? = nil) {
        content = PageContent(directory: directory, document: document)
    }

    mutating func serve(_ spec: Spec) -> PageReport {
        let wanted = Self.keys(of: spec)
        services.now.store(wanted.count, ordering: .relaxed)
        guard !wanted.isEmpty else { return PageReport() }
        var report = PageReport()
        if let failure = content.renew(spec.holdingPage.content) { report.failures = [failure] }
        current.value = Page(html: content.html, retryAfter: spec.holdingPage.retryAfter)
        for (key, endpoint) in wanted {
            do {
                if listeners[key]?.isActive != true {
                    listeners[key] = try listen(at: endpoint, of: key)
                }
                report.served.insert(key)
            } catch {
                report.failures.append(error)
            }
        }
        return report
    }

    mutating func retire(except spec: Spec) {
        guard !listeners.isEmpty else { return }
        let wanted = Set(Self.keys(of: spec).map(\.key))
        for (key, listener) in listeners where !wanted.contains(key) {
            listener.close(promise: nil)
            listeners[key] = nil
        }
    }

    /// Where the page is to be served, in the order of the document.
    private static func keys(of spec: Spec) -> [(key: ServiceKey, endpoint: Endpoint)] {
        spec.services.compactMap { service in
            guard service.fallback == .holdingPage, case .listen(.tcp, let endpoint) = service.key
            else { return nil }
            return (service.key, endpoint)
        }
    }

    private func listen(
        at endpoint: Endpoint, of key: ServiceKey
    ) throws(HostFailure) -> any Channel {
        let descriptor = try pageSocket(at: endpoint)
        do {
            // The socket listens already: this only has it watched, and waits for no packet.
            return try bootstrap(of: key).withBoundSocket(descriptor).wait()
        } catch {
            throw HostFailure(
                operation: "serve the holding page on \(endpoint)", reason: "\(error)")
        }
    }

    /// Threads of the page alone: clients may be many, and status must not wait for them.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    private func bootstrap(of key: ServiceKey) -> ServerBootstrap {
        let page = current
        let connections = connections
        let services = services
        return ServerBootstrap(group: Self.loops)
            .serverChannelOption(.backlog, value: pageBacklog)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                let client = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
                return channel.eventLoop.makeCompletedFuture {
                    guard
                        let number = connections.admit(
                            from: client, of: key,
                            services: services.now.load(ordering: .relaxed),
                            close: { channel.close(promise: nil) })
                    else { throw ChannelError.inappropriateOperationForState }
                    channel.closeFuture.whenComplete { _ in connections.end(number) }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(IdleStateHandler(allTimeout: PageResponder.patience))
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(
                        PageResponder(page: page) { connections.hasAsked(number) })
                }
            }
    }

    /// How many services there are, whichever thread asks.
    private final class Count: Sendable {
        let now = Atomic<Int>(0)
    }
}
