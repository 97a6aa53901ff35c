import Addresses
import Model

extension SpecDecoder {
    /// An element of `firewall.rules`.
    mutating func rawRule(_ node: NodeIndex) -> Firewall.RawRule? {
        guard let object = object(node, as: RawRuleFields.self) else { return nil }
        let text = text(.rule, of: object)
        let chain = word(.chain, of: object)
        let family = optionalWord(.family, of: object).flatMap { AddressFamily(rawValue: $0) }
        return text.map { Firewall.RawRule($0, in: chain, family: family) }
    }

    /// An element of `firewall.blocklists`.
    mutating func blocklist(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> Firewall.Blocklist? {
        guard let object = object(node, as: BlocklistFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "blocklist")
        let family = optionalWord(.family, of: object).flatMap { AddressFamily(rawValue: $0) }
        return text(.file, of: object).map {
            Firewall.Blocklist(name: name, file: $0, family: family)
        }
    }

    /// `limits` of a service, proxy or SSL service; nil when the key is missing.
    mutating func sourceLimits<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> SourceLimits? {
        nested(field, of: object, as: SourceLimitFields.self) { decoder, inner in
            SourceLimits(
                connections: decoder.optionalInteger(.connections, of: inner),
                concurrent: decoder.optionalInteger(.concurrent, of: inner),
                period: decoder.duration(.period, of: inner).duration,
                ipv4Prefix: decoder.integer(.ipv4Prefix, of: inner),
                ipv6Prefix: decoder.integer(.ipv6Prefix, of: inner),
                excess: SourceLimits.Excess(rawValue: decoder.word(.excess, of: inner)) ?? .drop)
        }
    }
}
