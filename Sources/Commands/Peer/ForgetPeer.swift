import ArgumentParser
import Controller
import Model
import Replication

/// `ballast peer forget`.
struct ForgetPeer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "End the wait for a node that does not return, such as a dead machine.",
        discussion: """
            All nodes stop connecting to it, and it is in no status any more. Its edits count, and \
            it stays trusted: if it runs again and reaches a node, it is back. If its disk can be \
            read by others, use "ballast peer revoke" in place of this.

            Exit status: 0 forgotten; 1 no such node, it is this one, or it is connected.
            """)

    @OptionGroup var options: PeerOptions
    @OptionGroup var daemon: DaemonOptions
    @Argument(help: "Name or fingerprint of the node.") var peer: String

    func run() async throws {
        let place = options.place
        // Without a controller there is no connection.
        let known = try? await StatusClient(socket: daemon.path).replication()
        if known?.peers.contains(where: { $0.name == peer && $0.isConnected }) == true {
            throw printed(
                HostFailure(
                    operation: "forget \(peer)", reason: "it is connected, so it would be back",
                    remedy: "stop its controller first, or use \"ballast peer revoke\""))
        }
        let record = try stopping { try place.commands.forget(peer) }
        let view = View(
            PeersAnswer([record], this: place.site.name),
            lines: { ["forgotten: \(record.name), \(record.fingerprint); it stays trusted"] })
        try view.print(json: options.output.json)
    }
}
