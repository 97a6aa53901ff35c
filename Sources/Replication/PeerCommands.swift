import Files
import Glibc
import Model

/// The commands on the trust between nodes, which need no running controller.
public struct PeerCommands: Sendable {
    let site: ReplicationSite
    private let settings: ReplicationSettings
    let store: ReplicationStore

    /// Creates the commands of a node.
    ///
    /// - Parameter settings: those of the document, or the defaults if there is none.
    public init(_ site: ReplicationSite, settings: ReplicationSettings = ReplicationSettings()) {
        self.site = site
        self.settings = settings
        store = ReplicationStore(directory: site.directory)
    }

    /// Makes the identity of this node unless it has one, and a token.
    ///
    /// **Errors:** `HostFailure`.
    public func initialize() throws(HostFailure) -> PeerInvitation {
        try requireName()
        let (identity, isNew) = try ownIdentity()
        try trust(identity)
        return try invitation(identity, isNew: isNew)
    }

    /// Makes another token.
    ///
    /// **Errors:** `HostFailure`, as without an identity.
    public func invite() throws(HostFailure) -> PeerInvitation {
        guard let identity = try SigningIdentity.load(path),
            try store.membership().isTrusted(identity.fingerprint)
        else {
            throw HostFailure(
                operation: "make a token", reason: "this node has no trusted identity",
                remedy: "ballast peer init")
        }
        return try invitation(identity, isNew: false)
    }

    /// Joins the cluster of a node, and returns the nodes that are trusted now.
    ///
    /// This node then takes the configuration of the cluster, unless it is in one already.
    ///
    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: nil: that of the settings.
    ///
    /// **Errors:** `HostFailure`.
    public func join(
        _ host: String, port: UInt16? = nil, token: JoinToken
    ) async throws(HostFailure) -> [PeerRecord] {
        try requireName()
        func failure(_ reason: String) -> HostFailure {
            HostFailure(operation: "join \(host)", reason: reason)
        }
        guard let address = PeerAddress(host, usual: port ?? settings.port) else {
            throw failure("\(host) is no address or name")
        }
        guard token.node != site.name else {
            throw failure("the token is one of \(token.node), which is the name of this node too")
        }
        var (identity, _) = try ownIdentity()
        var reply = try await ask(address, identity, token)
        if reply == nil {
            identity = try replaced()
            reply = try await ask(address, identity, token)
        }
        guard let reply else { throw failure("the node refuses every certificate") }
        try enter(reply, identity, at: address, of: token)
        return try store.membership().trusted
    }

    /// Sends the token of a node to it; nil: the certificate was revoked there.
    private func ask(
        _ address: PeerAddress, _ identity: SigningIdentity, _ token: JoinToken,
        isAgain: Bool = false
    ) async throws(HostFailure) -> JoinReply? {
        let dialer = try PeerDialer(PeerIdentity(identity))
        do throws(PeerFailure) {
            return try await dialer.join(token, at: address, as: site.name)
        } catch {
            // A node that notices a revocation then closes the connections of that certificate.
            if case .cut = error, !isAgain {
                return try await ask(address, identity, token, isAgain: true)
            }
            // 410: Gone.
            if case .refused(status: 410, _) = error { return nil }
            throw HostFailure(operation: "join \(address)", reason: "\(error)")
        }
    }

    /// Returns all nodes that are trusted or revoked, ascending by name.
    ///
    /// **Errors:** `HostFailure`.
    public func list() throws(HostFailure) -> [PeerRecord] {
        try store.membership().records.values.sorted {
            ($0.name, $0.fingerprint) < ($1.name, $1.fingerprint)
        }
    }

    /// The file of the identity.
    var path: String {
        let document = PathName.absolute(site.document)
        return PathName.path(of: settings.identity, in: PathName.directory(of: document))
    }

    private func requireName() throws(HostFailure) {
        guard NodeName.isValid(site.name) else {
            throw HostFailure(
                operation: "use the name \(site.name)", reason: "it is not a name of a node",
                remedy: "give another with --node")
        }
    }

    /// Returns the identity, which is made if there is none or if it was revoked.
    private func ownIdentity() throws(HostFailure) -> (identity: SigningIdentity, isNew: Bool) {
        try store.make()
        guard let identity = try SigningIdentity.load(path) else {
            return (try SigningIdentity.make(path, node: site.name, now: site.now), true)
        }
        let known = try store.membership().records[identity.fingerprint]
        return known?.state == .revoked ? (try replaced(), true) : (identity, false)
    }

    /// Makes another identity, and keeps the former one beside it.
    private func replaced() throws(HostFailure) -> SigningIdentity {
        guard rename(path, "\(path).revoked") == 0 else {
            throw HostFailure(operation: "replace the identity \(path)", .last)
        }
        return try SigningIdentity.make(path, node: site.name, now: site.now)
    }

    private func trust(_ identity: SigningIdentity) throws(HostFailure) {
        let record = PeerRecord(
            name: site.name, certificate: identity.certificate, since: site.now)
        try store.change { (all) throws(HostFailure) in
            all.isTrusted(identity.fingerprint) ? all : all.admitting(record)
        }
    }

    private func invitation(
        _ identity: SigningIdentity, isNew: Bool
    ) throws(HostFailure) -> PeerInvitation {
        let now = site.now
        let token = try store.issue(by: identity.fingerprint, node: site.name, now: now)
        return PeerInvitation(
            node: site.name, identity: path, fingerprint: identity.fingerprint, isNew: isNew,
            token: "\(token)", expires: now + JoinToken.lifetime)
    }

    /// Records the admission by a node.
    private func enter(
        _ reply: JoinReply, _ identity: SigningIdentity, at address: PeerAddress,
        of token: JoinToken
    ) throws(HostFailure) {
        guard reply.membership.isTrusted(identity.fingerprint),
            var issuer = reply.membership.records[token.issuer], issuer.state == .trusted
        else {
            throw HostFailure(
                operation: "join \(address)",
                reason: "the nodes of the answer are not those of the request")
        }
        let known = issuer.addresses.compactMap { PeerAddress($0, usual: settings.port) }
        if !known.contains(address) {
            issuer.addresses = Array(([address.description] + issuer.addresses).prefix(4))
        }
        let own = identity.fingerprint
        let former = try store.membership()
        // First, so that a running controller makes no generation in between. A node that was
        // revoked has another identity now.
        if !former.isTrusted(own) || !former.trusted.contains(where: { $0.fingerprint != own }) {
            var record = GenerationRecord(node: site.name)
            record.isJoining = true
            let joining = record
            try store.locked { () throws(HostFailure) in try store.save(joining) }
        }
        let found = reply.membership.merged(with: Membership([issuer]))
        try store.change { (all) throws(HostFailure) in all.merged(with: found) }
    }
}
