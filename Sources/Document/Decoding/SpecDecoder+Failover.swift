import Addresses
import Model

/// `cluster.failover`, except its links and conditions.
extension SpecDecoder {
    /// Decodes `cluster.failover`; nil when the key is missing.
    mutating func failover(_ cluster: ObjectReader<ClusterFields>) -> Failover? {
        nested(.failover, of: cluster, as: FailoverFields.self) { $0.failover($1) }
    }

    private mutating func failover(_ object: ObjectReader<FailoverFields>) -> Failover {
        var failover = Failover(links: failoverLinks(object))
        failover.interval = optionalDuration(.interval, of: object)
        failover.virtualRouterID = UInt8(clamping: integer(.virtualRouterId, of: object))
        failover.version =
            Failover.Version(rawValue: "\(integer(.version, of: object))") ?? .three
        failover.preempts = boolean(.preempt, of: object)
        failover.preemptDelay = duration(.preemptDelay, of: object).duration
        failover.controllerGrace = duration(.controllerGrace, of: object).duration
        failover.announcementPeriod = announcementPeriod(object)
        failover.releasesWhenIsolated = boolean(.releaseWhenIsolated, of: object)
        failover.password = secret(.password, .passwordFile, of: object, isLine: true)
        failover.authentication = failoverAuthentication(object)
        failover.hasVirtualMAC = boolean(.virtualMac, of: object)
        failover.gateways = addresses(.gateways, of: object)
        var seen: [String: NodeIndex] = [:]
        failover.groups = objects(.groups, of: object) { $0.failoverGroup($1, &seen) }
        failover.tracks = failoverTracks(object)
        reportConflicts(of: failover, object)
        return failover
    }

    private mutating func announcementPeriod(_ object: ObjectReader<FailoverFields>) -> Duration {
        let period = duration(.announcementPeriod, of: object)
        if let node = object[.announcementPeriod], (1..<100).contains(period.milliseconds) {
            report(
                .outOfRange, at: node, "announcementPeriod",
                "\"announcementPeriod\" has to be 0s, or 100ms...1d; this is \(period)",
                hint: "write 0s for announcements after a takeover alone")
        }
        return period.duration
    }

    /// Reports keys that other keys make meaningless.
    private mutating func reportConflicts(
        of failover: Failover, _ object: ObjectReader<FailoverFields>
    ) {
        if let node = object[.virtualRouterId], !failover.groups.isEmpty {
            report(
                .conflictingKeys, at: node, "virtualRouterId",
                "\"virtualRouterId\" means nothing beside \"groups\": each group has its own",
                hint: "remove it")
        }
        if let node = object[.preemptDelay], !failover.preempts {
            report(
                .conflictingKeys, at: node, "preemptDelay",
                "\"preemptDelay\" means nothing with `preempt: false`", hint: "remove one of them")
        }
    }

    private mutating func failoverGroup(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> FailoverGroup? {
        guard let object = object(node, as: FailoverGroupFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "failover group")
        let preferred = object.has(.preferredNode) ? self.name(.preferredNode, of: object) : nil
        let companion = object.has(.together) ? self.name(.together, of: object) : nil
        if let node = object[.preferredNode], companion != nil {
            report(
                .conflictingKeys, at: node, "preferredNode",
                "a group with \"together\" moves with the other one, and has no \"preferredNode\"",
                hint: "write it at that group")
        }
        return FailoverGroup(
            name: name, virtualRouterID: UInt8(clamping: integer(.virtualRouterId, of: object)),
            preferredNode: preferred, companion: companion)
    }

    /// A list of addresses; none when the key is missing, without the invalid ones.
    private mutating func addresses<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [IPAddress] {
        guard let node = object[field] else { return [] }
        let definition = definition(field)
        guard tree.node(node).kind == .sequence else {
            reportType(
                node, definition.key, "\"\(definition.key)\" has to be a list",
                hint: "write `\(definition.key): \(definition.kind.example)`")
            return []
        }
        return elements(field, of: object) { decoder, node, list in
            var element = Field(.address, list.documentation)
            element.key = list.key
            return decoder.address(node, element)
        }
    }
}
