import ArgumentParser
import Controller
import Files
import Glibc
import Model
import Planning
import Replication

/// The options of the commands about the nodes that replicate to each other.
struct PeerOptions: ParsableArguments {
    @OptionGroup var document: DocumentOptions

    @Option(
        help: ArgumentHelp(
            "Name of this node. Default: the node of the document that is this host, or the first "
                + "label of the host name.", valueName: "name"))
    var node: String?

    @Option(help: "State directory of the controller.")
    var state = PlaceOptions.usualState

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard document.file != "-" else {
            throw ValidationError("replication is about a file; standard input is none")
        }
    }

    /// The place of this node's replication.
    var place: ReplicationPlace {
        ReplicationPlace(
            document: document.file, state: state, node: node, version: BallastCommand.version,
            allowsPrivileged: document.allowRawPrivileged)
    }
}

extension ReplicationPlace {
    /// The commands of this node.
    var commands: PeerCommands { PeerCommands(site, settings: settings) }

    /// The names of the nodes that this one has joined; empty: none, or they can't be read.
    private var others: [String] {
        let directory = PathName.directory(of: site.document)
        let file = PathName.path(of: settings.identity, in: directory)
        // Only root may read them, and a hint is no reason to fail.
        guard let own = try? SigningIdentity.load(file), let records = try? commands.list() else {
            return []
        }
        return records.filter { $0.state == .trusted && $0.fingerprint != own.fingerprint }
            .map(\.name)
    }

    /// The wait of this node for its first document, in words; nil: it has had a document, or has
    /// joined no node.
    var firstDocumentWait: String? {
        let nodes = others
        guard spec == nil, !nodes.isEmpty else { return nil }
        return "this node has joined \(nodes.joined(separator: ", ")) and waits for its first "
            + "document, which arrives while \"ballast run\" runs: \"ballast status\" shows more"
    }

    /// Throws if this host is no node of the document: its controller would refuse the document.
    ///
    /// - Parameter node: the name given by `--node`; nil: the host name decides.
    ///
    /// **Errors:** `HostFailure`.
    func requireNode(named node: String?) throws(HostFailure) {
        guard let spec, spec.cluster?.replication != nil,
            let finding = NodeIdentity(name: node, hostName: site.hostName)
                .diagnostic(for: spec)
        else { return }
        throw HostFailure(
            operation: "use \(site.document) on this host", reason: finding.message,
            remedy: finding.hint)
    }

    /// Waits until the controller of this node has opened its port, for 5 s at most; without a
    /// controller it does not wait.
    ///
    /// A controller notices the identity within a second: a node that joins sooner is refused.
    func awaitPort() {
        guard spec?.cluster?.replication != nil, InstanceLock.isHeld(in: site.state) else {
            return
        }
        let port = settings.port
        for _ in 0..<100 {
            if ListeningPort.isOpen(port) { return }
            usleep(50_000)
        }
        standardError("note: TCP port \(port) of this node is not open yet, so no node can join")
        standardError("hint: \"ballast status\" shows the reason")
    }

    /// Prints a note if no node can join yet, because the document has no replication.
    func noteMissingSection() {
        let note: String
        let hint: String
        if let spec {
            guard spec.cluster?.replication == nil else { return }
            note = "\(site.document) has no cluster.replication, so nothing is replicated yet"
            hint = "add `replication: {}` to its cluster"
        } else {
            // A node that waits for its first document admits others too.
            guard others.isEmpty else { return }
            note = "\(site.document) can't be used, so no node can join yet"
            hint =
                access(site.document, F_OK) == 0
                ? "\"ballast validate\" shows its mistakes"
                : "write a document with `cluster: {replication: {}}`, and start \"ballast run\""
        }
        standardError("note: \(note)")
        standardError("hint: \(hint)")
    }
}
