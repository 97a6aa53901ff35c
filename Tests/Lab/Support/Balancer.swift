/// The balancer under test: lb1, emptied when this is made.
public struct Balancer {
    /// The host it is.
    public let host = "lb1"
    /// A directory of its own: document, ledger and socket.
    public let directory: Directory

    /// An empty balancer, with real servers behind it.
    public init() throws {
        try Lab.startServers()
        directory = try Directory()
        try Program(["ipvsadm", "-C"], on: host).output()
        for network in ["10.0.0.96/27", "2001:db8::100/120"] {
            try Program(["ip", "address", "flush", "dev", "eth0", "to", network], on: host).output()
        }
    }

    /// Where the document is.
    public var document: String { "\(directory.path)/ballast.yaml" }

    /// The program under test with the options that make this directory its own.
    public func ballast(_ command: String, _ more: [String] = []) -> Program {
        var words = [Lab.ballast, command, "-f", document]
        if ["plan", "apply", "run"].contains(command) {
            words += ["--state", "\(directory.path)/state", "--runtime", "\(directory.path)/run"]
        }
        return Program(words + more, on: host)
    }

    /// Makes the kernel hold these services, by `ballast apply`. **Errors:** it does not converge.
    public func hold(_ recipes: [Recipe]) throws {
        try directory.write(Recipe.document(recipes), to: "ballast.yaml")
        try ballast("apply").output()
    }

    /// The kernel's table, by the witness.
    public func table() throws -> [String] {
        try Witness.table(of: host)
    }
}
