/// The request of a node to be trusted: the body of `POST /v1/join`.
public struct JoinRequest: Sendable, Hashable, Codable {
    /// The proof that the node has the token: see ``JoinToken/proof(server:joiner:name:)``.
    public var proof: Digest
    /// The name of the node.
    public var name: String
    /// The address at which it can be reached; nil: that of the connection.
    public var address: String?

    /// Creates a request.
    public init(proof: Digest, name: String, address: String? = nil) {
        self.proof = proof
        self.name = name
        self.address = address
    }
}
