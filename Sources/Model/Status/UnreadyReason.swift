/// A reason for which a node does not take the role of the master from a healthy node.
public enum UnreadyReason: Sendable, Hashable {
    /// The controller has started, and has not looked at the host yet.
    case start
    /// No document is in force.
    case document
    /// The host is not in the state of the document; with the failure to read a part of it, or nil.
    case host(String?)
    /// HAProxy serves none of the proxies.
    case proxies
    /// The node receives the connections of the master.
    case connections
    /// No service and no proxy has a usable server.
    case servers
    /// A gateway or the script of a track has no result yet.
    case tracks
    /// The cluster has revoked the identity of the node.
    case revocation

    /// The reason in words.
    public var sentence: String {
        switch self {
        case .start: "the controller has not looked at the host yet"
        case .document: "no document is in force"
        case .host(let failure?): failure
        case .host(nil): "the host is not in the state of the document yet"
        case .proxies: "HAProxy serves none of the proxies"
        case .connections: "receives the open connections first"
        case .servers: "no service or proxy has a usable server"
        case .revocation: "this node was revoked"
        case .tracks: "the gateways and the scripts of `track` have no result yet"
        }
    }
}
