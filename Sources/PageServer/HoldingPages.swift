import Addresses
import Files
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Reconciliation
import Synchronization

/// The listeners of the holding page: one for each service with this fallback.
///
/// They exist as long as the document has them, not only while the page is needed, so that a
/// conflict is found when the document is applied and not when every server is down.
package struct HoldingPages: PageServing {
    private let current = CurrentPage()
    private let connections = PageConnections()
    private let services = Count()
    private var content: PageContent
    private var listeners: [ServiceKey: any Channel] = [:]

    /// Creates the pages of a document in this directory.
    ///
    /// - Parameter document: see ``PageContent``.
    package init(directory: String, document: String? = nil) {
        content = PageContent(directory: directory, document: document)
    }

    package mutating func serve(_ spec: Spec) -> PageReport {
        let wanted = Self.keys(of: spec)
        services.now.store(wanted.count, ordering: .relaxed)
        guard !wanted.isEmpty else { return PageReport() }
        var report = PageReport()
        if let failure = content.renew(spec.holdingPage.content) { report.failures = [failure] }
        current.show(content.html, retryAfter: spec.holdingPage.retryAfter)
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

    package mutating func retire(except spec: Spec) {
        guard !listeners.isEmpty else { return }
        let wanted = Set(Self.keys(of: spec).map(\.key))
        for (key, listener) in listeners where !wanted.contains(key) {
            listener.close(promise: nil)
            listeners[key] = nil
        }
    }

    /// Returns the endpoints of the page, in the order of the document.
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
            // The socket already listens, so this call does not wait for the network.
            return try bootstrap(of: key).withBoundSocket(descriptor).wait()
        } catch {
            throw HostFailure(
                operation: "serve the holding page on \(endpoint)", reason: "\(error)")
        }
    }

    /// Separate threads, so that many clients of the page do not delay status.
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

    /// The number of services, readable from every thread.
    private final class Count: Sendable {
        let now = Atomic<Int>(0)
    }
}
