import Addresses
import Model

extension ContractClause {
    static let refusals = [
        ContractClause("what is there already is so already") { bench in
            let service = VirtualService(key: ContractGround.web)
            let destination = ContractGround.destination(1, of: service.key)
            let steps: [Step] = [
                .ipvs(.addService(service)), .ipvs(.addDestination(destination, to: service.key)),
            ]
            try bench.make(steps)
            try bench.expect(try bench.apply(steps), [.alreadySo, .alreadySo], "the outcomes")
        },
        ContractClause("what is gone already is so already") { bench in
            let key = ContractGround.web
            let endpoint = ContractGround.destination(1, of: key).endpoint
            let steps: [Step] = [
                .ipvs(.removeDestination(endpoint, from: key, cutting: 0)),
                .ipvs(.removeService(key)),
            ]
            try bench.expect(try bench.apply(steps), [.alreadySo, .alreadySo], "without a service")
            try bench.make([.ipvs(.addService(VirtualService(key: key)))])
            try bench.expect(try bench.apply([steps[0]]), [.alreadySo], "without the destination")
        },
        ContractClause("what is not there can't be edited") { bench in
            let service = VirtualService(key: ContractGround.web)
            let key = service.key
            let destination = ContractGround.destination(1, of: key)
            let edit = Step.ipvs(.editDestination(destination, from: destination, of: key))
            let drain = Step.ipvs(.drainDestination(destination, of: key, since: Moment(), open: 0))
            let missing = "ESRCH"
            try bench.expect(
                try bench.refused(.ipvs(.editService(service, from: service))), missing, "service")
            try bench.expect(try bench.refused(edit), missing, "destination of no service")
            try bench.expect(
                try bench.refused(.ipvs(.addDestination(destination, to: key))), missing,
                "to no service")
            try bench.make([.ipvs(.addService(service))])
            try bench.expect(try bench.refused(edit), "ENOENT", "destination")
            try bench.expect(try bench.refused(drain), "ENOENT", "destination that drains")
        },
        ContractClause("a refused step leaves the others done") { bench in
            let service = VirtualService(key: ContractGround.web)
            let other = ServiceKey.mark(7701, .ipv4)
            let one = ContractGround.destination(1, of: service.key)
            let two = ContractGround.destination(2, of: service.key)
            let results = try bench.apply([
                .ipvs(.addService(service)),
                .ipvs(.addDestination(one, to: service.key)),
                .ipvs(.editDestination(two, from: two, of: service.key)),
                .ipvs(.addDestination(ContractGround.destination(1, of: other), to: other)),
                .ipvs(.addDestination(two, to: service.key)),
            ])
            try bench.expect(
                results.map { $0 == .done }, [true, true, false, false, true], "done")
            try bench.expect(try bench.service(service.key).destinations.count, 2, "destinations")
        },
        ContractClause("what builds on a refused service does not succeed") { bench in
            let unknown = Scheduler(rawValue: "nosuch")
            let service = VirtualService(key: ContractGround.web, scheduler: unknown)
            let destination = ContractGround.destination(1, of: service.key)
            let results = try bench.apply([
                .ipvs(.addService(service)), .ipvs(.addDestination(destination, to: service.key)),
            ])
            try bench.claim(
                !results.contains(.done) && !results.contains(.alreadySo), "\(results)")
            let found = try bench.observe().services[service.key]
            try bench.expect(found == nil, true, "nothing is there")
        },
        ContractClause("only a tunnel crosses from one address family to the other") { bench in
            guard bench.ground.hasIPv6 else { return }
            let key = ContractGround.web
            try bench.make([.ipvs(.addService(VirtualService(key: key)))])
            var destination = ContractGround.destination(1, of: key)
            destination.endpoint = Endpoint(ContractGround.server(1, .ipv6), port: 80)
            for forwarding in [Forwarding.gate, .masq] {
                destination.forwarding = forwarding
                _ = try bench.refused(.ipvs(.addDestination(destination, to: key)))
            }
            destination.forwarding = .ipip
            try bench.make([.ipvs(.addDestination(destination, to: key))])
            let found = try bench.service(key).destinations
            try bench.expect(found.values.map(\.destination), [destination], "the destination")
        },
        ContractClause("a destination that makes no sense is refused") { bench in
            let key = ContractGround.web
            try bench.make([.ipvs(.addService(VirtualService(key: key)))])
            let limits = ConnectionLimits(upper: 10, lower: 11)
            var senseless = [
                ContractGround.destination(1, of: key, limits: limits),
                ContractGround.destination(1, of: key, forwarding: .gue(port: 0, checksum: .none)),
            ]
            for address in [IPAddress.v4(224, 0, 0, 1), .v4(255, 255, 255, 255)] {
                senseless.append(Destination(endpoint: Endpoint(address, port: 80)))
            }
            for destination in senseless {
                _ = try bench.refused(.ipvs(.addDestination(destination, to: key)))
            }
            try bench.expect(try bench.service(key).destinations.count, 0, "destinations")
        },
    ]
}
