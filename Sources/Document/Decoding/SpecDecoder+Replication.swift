import Model

extension SpecDecoder {
    /// `cluster.replication`.
    mutating func replication(_ cluster: ObjectReader<ClusterFields>) -> ReplicationSettings? {
        nested(.replication, of: cluster, as: ReplicationFields.self) { decoder, object in
            var settings = ReplicationSettings()
            settings.port = UInt16(clamping: decoder.integer(.port, of: object))
            settings.identity = decoder.text(.identity, of: object) ?? settings.identity
            return settings
        }
    }
}
