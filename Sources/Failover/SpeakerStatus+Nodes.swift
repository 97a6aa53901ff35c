import Speaker
import VRRP

extension SpeakerStatus {
    /// The nodes of the document that are heard and probe the link of the connections, with the
    /// time for which they do.
    var probing: [String: Duration] {
        let peers = groups.flatMap(\.peers).filter { $0.isMember && $0.role != .stopped }
        return Dictionary(peers.compactMap { peer in peer.probing.map { (peer.node, $0) } }) {
            max($0, $1)
        }
    }
}
