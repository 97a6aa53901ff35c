import Synchronization

/// The ports that tests of this process have taken: no two tests get the same one.
///
/// A test closes its socket before a program listens there, and the kernel may offer the port to
/// another test meanwhile.
public enum ClaimedPorts {
    private static let claimed = Mutex<Set<UInt16>>([])

    /// Returns a port that no test has had.
    ///
    /// - Parameter offer: returns a free port.
    public static func unclaimed(_ offer: () throws -> UInt16) rethrows -> UInt16 {
        while true {
            let port = try offer()
            if claimed.withLock({ $0.insert(port).inserted }) { return port }
        }
    }
}
