import Files
import Planning

extension AdminPath {
    /// The ways of the SSH sessions on this host.
    package static var live: [AdminPath] {
        LoginSession.connections.compactMap { AdminPath($0) }
    }
}
