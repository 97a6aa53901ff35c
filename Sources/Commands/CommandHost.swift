import Model
import Planning
import Synchronization

/// The host that commands observe and change; the executable provides it.
package enum CommandHost {
    /// Opens a host.
    ///
    /// **Errors:** `HostFailure` if it can't be opened.
    package typealias Opener = @Sendable () throws -> any Host

    private static let opener = Mutex<Opener?>(nil)

    /// Sets the host of all commands of this process.
    package static func set(_ opener: @escaping Opener) {
        Self.opener.withLock { $0 = opener }
    }

    /// Opens the host.
    ///
    /// **Errors:** `HostFailure` if it can't be opened, or if the program provides none.
    @Sendable
    static func open() throws -> any Host {
        guard let opener = opener.withLock({ $0 }) else {
            throw HostFailure(operation: "open the host", reason: "this program has none")
        }
        return try opener()
    }
}
