import Addresses
import Model
import NIOHTTP1

extension Replicator {
    /// Reads the trusted nodes again after a command or a peer has changed them.
    ///
    /// All peers get another greeting then.
    func refreshTrust() async throws(HostFailure) {
        let former = try refreshedTrust()
        let others = trust.others
        let identities = Set(others.map(\.fingerprint))
        answers().trust(
            Set(trust.membership.trusted.map(\.fingerprint)),
            revoked: Set(trust.membership.revoked.map(\.fingerprint)))
        peers = peers.filter { identities.contains($0.key) }
        for other in others where peers[other.fingerprint] == nil {
            peers[other.fingerprint] = PeerStanding()
        }
        guard let former else { return }
        findings.joined += Self.news(from: former, to: trust.membership)
        // Only after a revocation, because a node that is joining is not trusted either.
        if former.trusted.contains(where: { !trust.membership.isTrusted($0.fingerprint) }) {
            await network.recheck()
        }
        await network.greet()
    }

    /// Reads the trusted nodes, and adds the name in histories of this one; returns the former
    /// nodes if they have changed.
    private func refreshedTrust() throws(HostFailure) -> Membership? {
        let former = try trust.refresh(replica.store, identity: replica.identityPath)
        guard let own = trust.identity?.fingerprint, let name = replica.record?.key,
            trust.membership.presenting(own, as: name, at: site.now) != trust.membership
        else { return former }
        try replica.store.change { (all) throws(HostFailure) in
            all.presenting(own, as: name, at: site.now)
        }
        let next = try trust.refresh(replica.store, identity: replica.identityPath)
        return former ?? next
    }

    /// Describes the nodes that joined, were revoked or forgotten, or are back.
    private static func news(from former: Membership, to next: Membership) -> [String] {
        if former.records.isEmpty { return [] }
        return next.records.values.sorted { $0.name < $1.name }.compactMap { record in
            let old = former.records[record.fingerprint]?.state
            if old == record.state {
                let wasForgotten = former.records[record.fingerprint]?.forgotten != nil
                let isForgotten = record.forgotten != nil
                if wasForgotten == isForgotten { return nil }
                return isForgotten
                    ? "\(record.name) was forgotten: no node waits for it"
                    : "\(record.name) is back in the cluster"
            }
            switch record.state {
            case .trusted: return "\(record.name) has joined the cluster"
            case .revoked: return old == nil ? nil : "\(record.name) was revoked"
            }
        }
    }

    /// Keeps the port and the links as the document wants them.
    func refreshNetwork(_ settings: ReplicationSettings) async {
        guard let identity = trust.identity, trust.isTrusted else {
            await disconnect()
            let words =
                if trust.isRevoked {
                    "this node was revoked; `ballast peer join` with a token admits it again"
                } else if !trust.membership.trusted.isEmpty {
                    "this node has lost its identity: run `ballast peer invite` on another node, "
                        + "and `ballast peer join` here with the token"
                } else {
                    "this node has no trusted identity: run `ballast peer init` on the first "
                        + "node, and `ballast peer join` on the others"
                }
            return note(.identity, words)
        }
        if let record = trust.membership.records[identity.fingerprint],
            record.name.prefix(while: { $0 != "." }) != site.name.prefix(while: { $0 != "." })
        {
            await disconnect()
            return note(
                .identity,
                "the identity in \(replica.identityPath) is that of \(record.name): "
                    + "remove the file if it was copied, and join this node")
        }
        do throws(HostFailure) {
            try replica.note(port: settings.port)
        } catch {
            note(.store, "\(error)")
        }
        let nodes = replica.accepted?.spec.cluster?.nodes ?? []
        let place = PeerNetwork.Place(
            identity: identity, address: Self.node(site.name, among: nodes)?.address,
            port: settings.port)
        let ports = ports
        do {
            try await network.open(at: place, answers()) { text in
                await ports.tell(.replication, text)
            }
        } catch {
            note(.network, "\(error)")
        }
        var addresses: [Fingerprint: [PeerAddress]] = [:]
        for record in trust.others {
            addresses[record.fingerprint] = self.addresses(
                of: record, settings.port, among: nodes)
        }
        await network.connect(to: addresses, news: self)
        await network.expect(
            Set(addresses.values.joined().compactMap { IPAddress($0.host) }))
    }

    /// Closes the port and all connections.
    private func disconnect() async {
        await network.close()
        // A link that is ended reports no loss.
        for (peer, standing) in peers where standing.isConnected {
            peers[peer]?.isConnected = false
            peers[peer]?.since = site.wallClock()
        }
    }

    /// Returns the node of a name, or of the first label of a host name.
    private static func node(_ name: String, among nodes: [Node]) -> Node? {
        nodes.first { $0.name == name }
            ?? nodes.first { Substring($0.name) == name.prefix { $0 != "." } }
    }

    /// The greeting of this node.
    public func hello() async -> PeerHello { await completed(greeting) }

    /// The greeting without the shared entries.
    private var greeting: PeerHello {
        PeerHello(
            cluster: replica.accepted?.spec.cluster?.name ?? "", node: site.name,
            format: Manifest.format, program: site.version, membership: trust.membership,
            port: replica.settings?.port, run: site.run)
    }

    /// The answer to the greeting of a peer.
    func hello(to peer: Fingerprint) async -> PeerHello {
        var hello = await hello()
        // Its log is sent again from the last line that is here.
        hello.heardLine = try? await ports.share?.lastLine(of: name(of: peer))
        hello.copies = peers[peer]?.runs.copies(at: site.wallClock())
        return hello
    }

    /// Records the place from which a peer has greeted: its address or port may have changed in a
    /// document that this node has not got yet.
    func note(_ place: PeerAddress, of peer: Fingerprint) async {
        if peers[peer]?.isConnected == false { await network.link(to: peer)?.hurry() }
        guard peers[peer] != nil, peers[peer]?.greetedFrom != place else { return }
        peers[peer]?.greetedFrom = place
        wake()
    }

    /// Returns the addresses of a peer, in the order in which they are tried.
    private func addresses(
        of record: PeerRecord, _ port: UInt16, among nodes: [Node]
    ) -> [PeerAddress] {
        let own = Self.node(record.name, among: nodes)?.address.map { "\($0)" }
        var found = ([own].compactMap(\.self) + record.addresses).compactMap {
            PeerAddress($0, usual: port)
        }
        // A node that was away while the port changed still has the former one.
        if let former = replica.record?.formerPort, let own {
            found.append(PeerAddress(host: own, port: former))
        }
        if let standing = peers[record.fingerprint], standing.failure != nil,
            let place = standing.greetedFrom
        {
            peers[record.fingerprint]?.fallbacks =
                [own.map { PeerAddress(host: $0, port: place.port) }, place].compactMap(\.self)
        }
        found += peers[record.fingerprint]?.fallbacks ?? []
        var seen: Set<PeerAddress> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// Merges the trusted nodes of a peer.
    func merge(_ other: Membership) async {
        guard trust.membership.merged(with: other) != trust.membership else { return }
        do throws(HostFailure) {
            try replica.store.change { (own) throws(HostFailure) in own.merged(with: other) }
            try await refreshTrust()
        } catch {
            findings.problems[.store] = "\(error)"
        }
        wake()
    }

    /// Admits a node with a token.
    func admit(
        _ request: JoinRequest, _ certificate: [UInt8], from address: IPAddress?
    ) async throws(PeerRefusal) -> JoinReply {
        let joiner = Fingerprint(certificate: certificate)
        do throws(HostFailure) {
            // A command may have revoked it a moment ago.
            try await refreshTrust()
        } catch {
            throw PeerRefusal(.internalServerError, "\(error)")
        }
        guard let own = trust.identity?.fingerprint, trust.isTrusted else {
            throw PeerRefusal(.serviceUnavailable, "this node has no trusted identity")
        }
        if let known = trust.membership.records[joiner], known.state == .trusted {
            guard known.name == request.name else {
                throw PeerRefusal(
                    .conflict,
                    "this node is trusted as \(known.name); revoke that one first, or "
                        + "join with --node \(known.name)")
            }
            return JoinReply(node: site.name, membership: trust.membership)
        }
        guard NodeName.isValid(request.name), SigningIdentity.isUsable(certificate) else {
            throw PeerRefusal(.badRequest, "no valid name or certificate")
        }
        guard request.name != site.name else {
            throw PeerRefusal(
                .conflict, "\(site.name) is the name of this node; use another with --node")
        }
        if let namesake = trust.membership.trusted(named: request.name),
            peers[namesake.fingerprint]?.isConnected == true
        {
            throw PeerRefusal(
                .conflict,
                "\(request.name) is connected with another certificate; revoke it first "
                    + "with `ballast peer revoke \(request.name)`, or use another name with --node")
        }
        guard trust.membership.records[joiner] == nil else {
            throw PeerRefusal(.gone, "this certificate was revoked")
        }
        let isValid: Bool
        do throws(HostFailure) {
            isValid = try replica.store.spend(
                request.proof, server: own, joiner: joiner, name: request.name, now: site.now)
        } catch {
            throw PeerRefusal(.internalServerError, "\(error)")
        }
        guard isValid else {
            throw PeerRefusal(
                .forbidden,
                "the token is wrong, used or expired; `ballast peer init` makes another")
        }
        let record = PeerRecord(
            name: request.name, certificate: certificate,
            addresses: [request.address ?? address.map { "\($0)" }].compactMap(\.self),
            since: site.now)
        do throws(HostFailure) {
            let history = replica.record?.position?.vector
            try replica.store.change { (all) throws(HostFailure) in
                all.admitting(record, knowing: history)
            }
            try await refreshTrust()
        } catch {
            throw PeerRefusal(.internalServerError, "\(error)")
        }
        wake()
        return JoinReply(node: site.name, membership: trust.membership)
    }
}
