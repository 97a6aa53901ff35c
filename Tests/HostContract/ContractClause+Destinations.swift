import Addresses
import Model

extension ContractClause {
    static let destinations = [
        ContractClause("a destination is observed as it was added, without connections") { bench in
            for key in bench.ground.keys {
                let wanted = ContractGround.destinations(of: key)
                try bench.make([.ipvs(.addService(VirtualService(key: key)))])
                try bench.make(wanted.map { .ipvs(.addDestination($0, to: key)) })
                let found = try bench.service(key).destinations
                try bench.expect(found.count, wanted.count, "the number of destinations")
                for destination in wanted {
                    let present = found[destination.endpoint]
                    try bench.expect(present?.destination, destination, "the destination")
                    try bench.expect(present?.connections, ConnectionCounts(), "its connections")
                }
                try bench.make([.ipvs(.removeService(key))])
            }
        },
        ContractClause("every field of a destination is edited in place") { bench in
            let key = ContractGround.web
            var present = ContractGround.destination(1, of: key)
            try bench.make([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(present, to: key)),
            ])
            for variant in ContractGround.destinations(of: key) {
                var wanted = variant
                wanted.endpoint = present.endpoint
                try bench.make([.ipvs(.editDestination(wanted, from: present, of: key))])
                let found = try bench.service(key).destinations
                try bench.expect(found.values.map(\.destination), [wanted], "the destination")
                present = wanted
            }
        },
        ContractClause("a drain sets the weight to 0 and nothing else") { bench in
            let key = ContractGround.web
            let limits = ConnectionLimits(upper: 100, lower: 80)
            let before = ContractGround.destination(1, of: key, weight: 5, limits: limits)
            var after = before
            after.weight = 0
            try bench.make([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(before, to: key)),
                .ipvs(.drainDestination(after, of: key, since: Moment(), open: 0)),
            ])
            let found = try bench.service(key).destinations
            try bench.expect(found.values.map(\.destination), [after], "the destination")
        },
        ContractClause("a removed destination is gone, and its neighbour is not") { bench in
            let key = ContractGround.web
            let pair = [1, 2].map { ContractGround.destination($0, of: key) }
            try bench.make([.ipvs(.addService(VirtualService(key: key)))])
            try bench.make(pair.map { .ipvs(.addDestination($0, to: key)) })
            try bench.make([.ipvs(.removeDestination(pair[0].endpoint, from: key, cutting: 0))])
            let found = try bench.service(key).destinations
            try bench.expect(found.values.map(\.destination), [pair[1]], "what is left")
        },
        ContractClause("thousands of destinations are added and observed") { bench in
            let key = ContractGround.web
            let wanted = (0..<3000).map { number in
                Destination(
                    endpoint: Endpoint(ContractGround.server(number % 200 + 1), port: 80),
                    forwarding: .masq, weight: number % 100)
            }.enumerated().map { index, destination in
                var destination = destination
                let port = UInt16(1000 + index)
                destination.endpoint = Endpoint(destination.endpoint.address, port: port)
                return destination
            }
            try bench.make([.ipvs(.addService(VirtualService(key: key)))])
            try bench.make(wanted.map { .ipvs(.addDestination($0, to: key)) })
            let found = try bench.service(key).destinations
            try bench.expect(found.count, wanted.count, "the number of destinations")
            for destination in wanted {
                try bench.expect(
                    found[destination.endpoint]?.destination, destination, "the destination")
            }
        },
    ]
}

extension ContractGround {
    /// Destinations with each of the fields that can differ.
    static func destinations(of key: ServiceKey) -> [Destination] {
        let forwarding: [Forwarding] = [
            .gate, .masq, .ipip, .gre(checksum: .none), .gre(checksum: .checksum),
            .gue(port: 6080, checksum: .none), .gue(port: 6081, checksum: .checksum),
            .gue(port: 6080, checksum: .remote),
        ]
        let limits = [(0, 0), (100, 0), (100, 80), (65535, 65535)].map {
            ConnectionLimits(upper: $0.0, lower: $0.1)
        }
        let variants =
            forwarding.map { destination(1, of: key, forwarding: $0) }
            + limits.map { destination(1, of: key, limits: $0) }
            + [0, 1, 65535].map { destination(1, of: key, weight: $0) }
        return variants.enumerated().map { index, variant in
            var variant = variant
            let port = variant.endpoint.port
            variant.endpoint = Endpoint(server(index + 1, key.family), port: port)
            return variant
        }
    }
}
