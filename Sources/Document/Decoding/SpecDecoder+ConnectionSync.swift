import Addresses
import Model

extension SpecDecoder {
    /// `cluster.connectionSync`.
    mutating func connectionSync(_ cluster: ObjectReader<ClusterFields>) -> ConnectionSync? {
        nested(.connectionSync, of: cluster, as: ConnectionSyncFields.self) { decoder, object in
            ConnectionSync(
                role: ConnectionSync.Role(rawValue: decoder.word(.state, of: object)) ?? .automatic,
                interface: decoder.name(.interface, of: object),
                id: decoder.integer(.id, of: object), group: decoder.address(.group, of: object),
                port: UInt16(clamping: decoder.integer(.port, of: object)),
                timeToLive: UInt8(clamping: decoder.integer(.ttl, of: object)),
                maximumLength: decoder.size(.maximumLength, of: object))
        }
    }
}
