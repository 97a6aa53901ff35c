import Glibc
import LabSupport

/// One of two balancers that random events happen to: its controller, links and document.
final class ChaosNode {
    let balancer: Balancer
    private var controller: Daemon?
    private let links = ["eth0", "eth1"]
    private var cutLinks: Set<String> = []

    /// The name of the node, which is that of its host.
    var name: String { balancer.host }

    /// The folder of the document, which replication owns alone.
    private var folder: String { "\(balancer.directory.path)/etc" }
    private var document: String { "\(folder)/ballast.yaml" }
    private var places: [String] {
        [
            "--state", "\(balancer.directory.path)/state",
            "--runtime", "\(balancer.directory.path)/run",
        ]
    }

    /// Creates a node without a document; nothing runs.
    init(_ host: String) throws {
        balancer = try Balancer(host)
        try Program(["mkdir", "-m", "755", folder]).output()
        for state in ["master", "backup"] {
            // There may be none.
            _ = try Program(["ipvsadm", "--stop-daemon", state], on: host).run()
        }
    }

    deinit {
        controller = nil
        for name in ["ballast-elect", "haproxy"] { killAll(named: name) }
        for link in cutLinks { set(link, "up") }
    }

    /// The text of the document on disk; nil: it has not arrived yet.
    func text() throws -> String? {
        guard access(document, F_OK) == 0 else { return nil }
        return try Program(["cat", document]).output()
    }

    /// Saves a document as a careful editor does.
    func save(_ text: String) throws {
        try balancer.directory.replace("etc.yaml", with: text)
        try Program(["mv", "\(balancer.directory.path)/etc.yaml", document]).output()
    }

    /// A command of Ballast to the controller of this node.
    func ballast(_ words: String...) -> Program {
        Program(
            [Lab.ballast] + words + ["--runtime", "\(balancer.directory.path)/run"], on: name)
    }

    /// A command of Ballast about the document of this node.
    func peer(_ words: String...) -> Program {
        Program(
            [Lab.ballast, "peer"] + words
                + ["-f", document, "--node", name, "--state", "\(balancer.directory.path)/state"],
            on: name)
    }

    /// Starts the controller if it does not run, as a service manager does.
    func supervise() throws {
        guard controller?.isRunning != true else { return }
        controller = try Daemon(
            Program(
                [Lab.ballast, "run", "-f", document, "--node", name, "--interval", "2"]
                    + ["--keep-role"] + places, on: name))
    }

    /// The output of the controller that runs now.
    var written: String { controller?.written ?? "no controller" }

    /// Sends a signal to the controller.
    func signal(_ number: Int32) { controller?.signal(number) }

    /// Ends the controller in order.
    func stop() throws { try controller?.end(within: 40) }

    /// Kills the processes of this name on the node.
    func killAll(named name: String) {
        for process in processes(named: name) { kill(process, SIGKILL) }
    }

    /// Cuts or heals a link.
    func toggle(_ link: Int) {
        let link = links[link]
        if cutLinks.remove(link) != nil {
            set(link, "up")
        } else {
            cutLinks.insert(link)
            set(link, "down")
        }
    }

    /// Heals all links.
    func heal() {
        for link in cutLinks { set(link, "up") }
        cutLinks = []
    }

    /// Whether the node has the virtual address.
    func holds(_ address: String) throws -> Bool {
        try Witness.addresses(of: "eth0", on: name).contains { $0.hasPrefix("\(address)/") }
    }

    /// Whether a program of the node listens on a TCP endpoint.
    func listens(on endpoint: String) throws -> Bool {
        try Program(["ss", "-Htln"], on: name).output().contains(" \(endpoint) ")
    }

    private func set(_ link: String, _ state: String) {
        let port = "\(name)-\(link.replacing("eth", with: "e"))"
        // The port belongs to the topology; without it the test fails by itself.
        _ = try? Program(["ip", "link", "set", port, state]).run()
    }

    private func processes(named name: String) -> [pid_t] {
        // A namespace without processes has an empty list.
        let text = (try? Program(["ip", "netns", "pids", self.name]).run().output) ?? ""
        return text.split(separator: "\n").compactMap { pid_t($0) }.filter { process in
            // A process may end between the list and this.
            let comm = try? Program(["cat", "/proc/\(process)/comm"]).run().output
            return comm == "\(name)\n"
        }
    }
}
