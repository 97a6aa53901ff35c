import Commands
import Kernel

/// The program `ballast`: its commands, with the kernel under this process as their host.
@main
struct Ballast {
    /// Runs the command of the command line.
    ///
    /// It begins on the first thread, while the process has no other: see `shareMemory()`.
    @MainActor
    static func main() async {
        CommandHost.set { try KernelHost() }
        CommandHost.setInspector { try KernelInspector() }
        CommandHost.setConnections { try ConnectionReader().table() }
        await BallastCommand.main()
    }
}
