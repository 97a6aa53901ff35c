import Addresses
import Glibc
import Kernel
import Model

/// Saves a document and measures how long it takes until the kernel holds the new weight.
struct EditRun {
    /// The edited document, ready beside the one in force.
    let replacement: String
    /// The document in force.
    let document: String
    /// A process that is to be told by SIGHUP; nil: it notices by itself.
    let process: pid_t?
    let key: ServiceKey
    let endpoint: Endpoint
    let weight: Int

    /// How often the kernel is looked at.
    ///
    /// **Unit:** microseconds.
    private static let pause: UInt32 = 500
    /// After this long the edit is lost.
    private static let patience = Duration.seconds(30)

    /// The time from the rename to the kernel's new weight, in milliseconds.
    ///
    /// **Errors:** when the document can't be replaced, or the weight never comes.
    func figure() throws -> String {
        let host = try KernelHost()
        _ = try host.observe(.services([key]))
        let clock = ContinuousClock()
        let saved = clock.now
        guard rename(replacement, document) == 0 else {
            throw BenchmarkError.refused("rename: \(String(cString: strerror(errno)))")
        }
        if let process { kill(process, SIGHUP) }
        while true {
            let observed = try host.observe(.services([key]))
            let got = observed.services[key]?.destinations[endpoint]?.destination.weight
            let elapsed = clock.now - saved
            if got == weight { return milliseconds(elapsed) }
            guard elapsed < Self.patience else {
                throw BenchmarkError.refused("weight \(got ?? -1)")
            }
            usleep(Self.pause)
        }
    }
}
