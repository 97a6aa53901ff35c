import Model
import Planning
import Synchronization

/// The host that commands observe and change; the executable provides it.
package enum CommandHost {
    /// Opens a host.
    ///
    /// **Errors:** `HostFailure` if it can't be opened.
    package typealias Opener = @Sendable () throws -> any Host

    /// Opens the inspection of a host.
    ///
    /// **Errors:** `HostFailure` if it can't be opened.
    package typealias InspectorOpener = @Sendable () throws -> any HostInspector

    /// Reads the connections of the host.
    package typealias ConnectionReader = @Sendable () throws -> ConnectionTable

    private static let opener = Mutex<Opener?>(nil)
    private static let inspectorOpener = Mutex<InspectorOpener?>(nil)
    private static let reader = Mutex<ConnectionReader?>(nil)

    /// Sets the host of all commands of this process.
    package static func set(_ opener: @escaping Opener) {
        Self.opener.withLock { $0 = opener }
    }

    /// Sets the inspection of the host for all commands of this process.
    package static func setInspector(_ opener: @escaping InspectorOpener) {
        inspectorOpener.withLock { $0 = opener }
    }

    /// Sets the reader of connections for all commands of this process.
    package static func setConnections(_ reader: @escaping ConnectionReader) {
        Self.reader.withLock { $0 = reader }
    }

    /// Reads the connections of the host.
    ///
    /// **Errors:** `HostFailure` if they can't be read, or if the program has no reader.
    @Sendable
    static func connections() throws -> ConnectionTable {
        guard let reader = reader.withLock({ $0 }) else {
            throw HostFailure(operation: "read the connections", reason: "this program can't")
        }
        return try reader()
    }

    /// Opens the inspection of the host.
    ///
    /// **Errors:** `HostFailure` if it can't be opened, or if the program provides none.
    static func inspector() throws -> any HostInspector {
        guard let opener = inspectorOpener.withLock({ $0 }) else {
            throw HostFailure(operation: "inspect the host", reason: "this program has none")
        }
        return try opener()
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
