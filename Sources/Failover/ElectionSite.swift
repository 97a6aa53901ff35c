import Glibc
import Model
import Planning

/// The program, the files and the identity of this node's election.
public struct ElectionSite: Sendable {
    /// The path of `ballast-elect`.
    let program: String
    /// The directory of the control socket.
    let folder: String
    /// The state directory.
    let state: String
    /// The node of the document that this host is; nil: the host name decides.
    let node: String?
    /// The name of this host.
    let hostName: String
    /// False with `--no-addresses`: no election is started.
    let managesAddresses: Bool

    /// Creates a site.
    ///
    /// - Parameter runtime: the runtime directory, in which the process survives the controller.
    public init(
        program: String, runtime: String, state: String, node: String?, hostName: String,
        managesAddresses: Bool
    ) {
        self.program = program
        folder = Self.folder(in: runtime)
        self.state = state
        self.node = node
        self.hostName = hostName
        self.managesAddresses = managesAddresses
    }

    /// Whether a process of an earlier run may have the addresses.
    public var mayRun: Bool { access(socket, F_OK) == 0 }

    /// Whether a process with this runtime directory may have the addresses.
    public static func mayRun(runtime: String) -> Bool {
        access(socket(in: folder(in: runtime)), F_OK) == 0
    }

    /// The node of a document that this host is; nil: none.
    public func node(of spec: Spec) -> Node? { spec.node(named: node, hostName: hostName) }

    private static func folder(in runtime: String) -> String { "\(runtime)/elect" }
    private static func socket(in folder: String) -> String { "\(folder)/control.sock" }

    /// The control socket.
    var socket: String { Self.socket(in: folder) }
    /// The standard error of the process.
    var output: String { "\(folder)/elect.log" }
    /// The number of the last event that a controller has reported.
    var reported: String { "\(folder)/reported" }
}
