import Model

extension SpecDecoder {
    /// `cluster.tableSync`.
    mutating func tableSync(_ cluster: ObjectReader<ClusterFields>) -> TableSync? {
        nested(.tableSync, of: cluster, as: TableSyncFields.self) { decoder, object in
            TableSync(
                port: UInt16(clamping: decoder.integer(.port, of: object)),
                identity: decoder.line(.identity, of: object) ?? "",
                authority: decoder.line(.ca, of: object) ?? "")
        }
    }
}
