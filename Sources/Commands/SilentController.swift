import ArgumentParser
import Controller

/// A controller that runs and does not answer, such as a stopped one.
enum SilentController {
    /// Stops before a command writes a file that such a controller would take unjudged.
    static func requireNone(_ host: HostOptions) throws {
        guard InstanceLock.isHeld(in: host.state) else { return }
        standardError("ballast: nothing was written: the controller runs and does not answer")
        standardError("hint: \"ballast status\" gives the reason; then try again")
        throw ExitCode(1)
    }
}
