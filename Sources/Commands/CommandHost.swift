import Model
import Planning

/// The host that commands observe and change; the executable provides it.
package enum CommandHost {
    /// Opens the host.
    ///
    /// **Errors:** `HostFailure`: it can't be opened, or the program provides none.
    @TaskLocal package static var open: @Sendable () throws -> any Host = {
        throw HostFailure(operation: "open the host", reason: "this program has none")
    }
}
