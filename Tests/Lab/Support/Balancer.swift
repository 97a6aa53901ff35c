/// A balancer under test: lb1 or lb2, emptied when this is made.
public struct Balancer {
    /// The host it is.
    public let host: String
    /// A directory of its own: document, ledger and socket.
    public let directory: Directory

    /// An empty balancer, with real servers behind it.
    public init(_ host: String = "lb1") throws {
        self.host = host
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
        let options =
            switch command {
            case "status", "explain":
                ["--socket", "\(directory.path)/run/ballast.sock"]
            case "observe":
                [
                    "--state", "\(directory.path)/state", "--runtime", "\(directory.path)/run",
                ]
            case "plan", "apply", "run":
                [
                    "-f", document, "--state", "\(directory.path)/state",
                    "--runtime", "\(directory.path)/run",
                ]
            default:
                ["-f", document]
            }
        return Program([Lab.ballast, command] + options + more, on: host)
    }

    /// Makes the kernel hold these services, by `ballast apply`.
    ///
    /// **Errors:** it does not converge.
    public func hold(_ recipes: [Recipe]) throws {
        try directory.write(Recipe.document(recipes), to: "ballast.yaml")
        try ballast("apply").output()
    }

    /// Starts `ballast run` on these services and waits until the witness sees them.
    ///
    /// It looks at the host once a minute unless told otherwise, so that what is seen sooner was
    /// noticed and not just met with. **Errors:** the witness sees something else after 20 s.
    public func control(_ recipes: [Recipe], _ more: [String] = []) throws -> Daemon {
        try directory.write(Recipe.document(recipes), to: "ballast.yaml")
        let options = more.contains("--interval") ? more : more + ["--interval", "60"]
        let daemon = try Daemon(ballast("run", options))
        guard try holds(recipes, within: 20) else {
            throw LabFailure("ballast run has not converged:\n" + daemon.written)
        }
        return daemon
    }

    /// Whether the witness sees these services, and nothing else, before the time is over.
    public func holds(_ recipes: [Recipe], within seconds: Int = 10) throws -> Bool {
        let wanted = Recipe.table(recipes)
        return try eventually(within: seconds) { try table() == wanted }
    }

    /// The kernel's table, by the witness.
    public func table() throws -> [String] {
        try Witness.table(of: host)
    }
}
