import Files
import Glibc
import Model
import Replication

extension HostFailure {
    /// Returns a failure to join a node, with a remedy if the node was not reached.
    ///
    /// - Parameter port: the TCP port of the node.
    func advised(joiningAt port: UInt16) -> HostFailure {
        guard remedy == nil else { return self }
        var failure = self
        switch reason {
        case SystemError(ECONNREFUSED).words:
            failure.remedy =
                "start \"ballast run\" there, with `cluster.replication` in its document; if its "
                + "port is not \(port), add --port"
        case SystemError(EHOSTUNREACH).words, SystemError(ENETUNREACH).words:
            failure.remedy = "check the address and the route to it"
        case "no answer to the connection", SystemError(ETIMEDOUT).words, "\(PeerFailure.silent)":
            failure.remedy =
                "check the address, and open TCP port \(port) in the firewalls between the nodes"
        default:
            if reason.hasPrefix("the node there has another certificate") {
                failure.remedy = "give the address of the node that printed the token"
            }
        }
        return failure
    }
}
