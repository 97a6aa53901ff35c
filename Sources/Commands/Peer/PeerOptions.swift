import ArgumentParser
import Controller
import Glibc
import Model
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
    var state = "/var/lib/ballast"

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

    /// Prints a note if the document has no replication.
    func noteMissingSection() {
        guard let spec, spec.cluster?.replication == nil else { return }
        standardError(
            "note: \(site.document) has no cluster.replication, so nothing is replicated yet")
        standardError("hint: add `replication: {}` to its cluster")
    }
}
