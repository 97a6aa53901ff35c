import Addresses
import Model

extension SpecDecoder {
    /// An element of `network.routes`.
    mutating func networkRoute(_ node: NodeIndex) -> NetworkRoute? {
        guard let object = object(node, as: NetworkRouteFields.self) else { return nil }
        let gateway = address(.via, of: object)
        guard let destination = destination(object, gateway) else { return nil }
        var route = NetworkRoute(to: destination)
        route.gateway = gateway
        if object.has(.interface) { route.interface = name(.interface, of: object) }
        route.source = address(.source, of: object)
        route.metric = optionalInteger(.metric, of: object).map { UInt32(clamping: $0) }
        route.table = UInt32(clamping: integer(.routingTable, of: object))
        route.kind = NetworkRoute.Kind(rawValue: word(.type, of: object)) ?? .unicast
        route.isOnLink = boolean(.onLink, of: object)
        route.mtu = optionalInteger(.mtu, of: object)
        return route
    }

    private mutating func destination(
        _ object: ObjectReader<NetworkRouteFields>, _ gateway: IPAddress?
    ) -> Prefix? {
        guard let text = text(.to, of: object), let node = object[.to] else { return nil }
        if text == "default" { return .everywhere(gateway?.family ?? .ipv4) }
        return network(text, at: node, definition(NetworkRouteFields.to))
    }

    /// The rules of an element of `network.rules`: one for each family.
    mutating func routingRules(_ node: NodeIndex) -> [RoutingRule]? {
        guard let object = object(node, as: RoutingRuleFields.self) else { return nil }
        let source = ruleNetwork(.from, of: object)
        let destination = ruleNetwork(.to, of: object)
        let given = optionalWord(.family, of: object).flatMap { AddressFamily(rawValue: $0) }
        let family = given ?? source?.address.family ?? destination?.address.family
        let priority = UInt32(clamping: optionalInteger(.priority, of: object) ?? 1)
        let table = UInt32(clamping: optionalInteger(.routingTable, of: object) ?? 254)
        return (family.map { [$0] } ?? AddressFamily.allCases).map { family in
            var rule = RoutingRule(family, priority: priority, table: table)
            rule.source = source
            rule.destination = destination
            rule.mark = optionalInteger(.mark, of: object).map { UInt32(clamping: $0) }
            if object.has(.interface) { rule.interface = name(.interface, of: object) }
            return rule
        }
    }

    private mutating func ruleNetwork(
        _ field: RoutingRuleFields, of object: ObjectReader<RoutingRuleFields>
    ) -> Prefix? {
        guard let text = text(field, of: object), let node = object[field] else { return nil }
        return network(text, at: node, definition(field))
    }

    /// A network, or an address alone; nil, with a finding, for another text and for host bits.
    private mutating func network(_ text: String, at node: NodeIndex, _ field: Field) -> Prefix? {
        if let prefix = Prefix(text) ?? IPAddress(text).map(Prefix.init(host:)) {
            guard prefix.network == prefix else {
                report(
                    .malformed, at: node, field.key,
                    "\(prefix) has host bits, so it is no network",
                    hint: "write \(prefix.network)")
                return nil
            }
            return prefix
        }
        report(
            .malformed, at: node, field.key, "\"\(text.quotable)\" is no network",
            hint: "write a network such as 192.168.7.0/24, an address, or `default` for a route")
        return nil
    }
}
