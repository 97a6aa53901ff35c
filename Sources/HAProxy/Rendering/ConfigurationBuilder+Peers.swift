import Model

extension ConfigurationBuilder {
    /// The other nodes, unless another program has the port.
    private var peers: TablePeers? {
        settings.peers.flatMap { settings.listens.leftOut.contains($0.listen) ? nil : $0 }
    }

    /// The name of this node among those with the same tables.
    var localPeer: Word { peers.map { .identifier($0.node) } ?? "ballast" }

    /// Adds the listener on which other nodes, and the old worker during a reload, send their
    /// tables, if there are any.
    mutating func addPeers() {
        guard settings.worker != nil, configuration.hasTables else { return }
        let root = DocumentPath()
        section("peers", .identifier(TablePeers.section), at: root)
        guard let peers else {
            let owner: [Word] = (settings.confinement?.user).map { ["user", .text($0)] } ?? []
            add(["bind", .text(WorkerSettings.peerSocket)] + owner + ["mode", "600"], at: root)
            return add("server", "ballast", at: root)
        }
        configuration.peersListen = peers.listen
        let path = DocumentPath([.key("cluster"), .key("tableSync")])
        let security: [Word] = [
            "ssl", "crt", settings.file(peers.sync.identity), "ca-file",
            settings.file(peers.sync.authority), "verify", "required",
        ]
        // The address of a link that is down is not there, and must not keep HAProxy from starting.
        add(["bind", .text("\(peers.listen)"), "transparent"] + security, at: path)
        add(["default-server"] + security, at: path)
        add("server", localPeer, at: path)
        for (name, endpoint) in peers.others.sorted(by: { $0.key < $1.key }) {
            add("server", .identifier(name), .text("\(endpoint)"), at: path)
        }
    }
}
