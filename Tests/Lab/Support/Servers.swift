import Addresses
import CLab
import Glibc

/// The lab's real servers, all of them on one thread of this process.
///
/// TCP: a line is answered with ``Answer``'s, and the connection stays open; an HTTP request with
/// a page of that line. UDP: a datagram is answered with that line.
public final class Servers: Sendable {
    private let thread: pthread_t
    private let stop: Socket

    /// A place where a server listens.
    public struct Place: Sendable, Hashable {
        /// The host, for example `web1`.
        public var host: String
        /// Address and port.
        ///
        /// UDP needs the address, or answers would come from another.
        public var endpoint: Endpoint
        /// UDP instead of TCP.
        public var datagrams: Bool

        /// This place.
        public init(_ host: String, _ endpoint: Endpoint, datagrams: Bool = false) {
            self.host = host
            self.endpoint = endpoint
            self.datagrams = datagrams
        }
    }

    /// Servers at these places.
    ///
    /// **Errors:** a place is taken, or its host does not exist.
    public init(_ places: [Place]) throws {
        let loop = try ServerLoop()
        for place in places {
            try loop.listen(at: place)
        }
        stop = loop.stop
        let argument = Unmanaged.passRetained(loop).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, serve, argument)
        guard result == 0 else {
            Unmanaged<ServerLoop>.fromOpaque(argument).release()
            throw LabFailure.call("start a thread", number: result)
        }
        self.thread = thread
    }

    deinit {
        eventfd_write(stop.descriptor, 1)
        pthread_join(thread, nil)
    }
}

private func serve(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<ServerLoop>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
