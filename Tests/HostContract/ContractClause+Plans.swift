import Addresses
import Model
import Planning

extension ContractClause {
    static let plans = [
        ContractClause("after a plan there is nothing to do") { bench in
            for service in bench.ground.variants {
                let destinations = ContractGround.destinations(of: service.key)
                var desired = Desired(addresses: nil)
                desired.services[service.key] = DesiredService(
                    service: service,
                    destinations: Dictionary(
                        uniqueKeysWithValues: destinations.map { ($0.endpoint, $0) }))
                let scope = Scope.services([service.key])
                let first = plan(from: try bench.observe(scope), to: desired)
                try bench.expect(first.steps.count, destinations.count + 1, "steps of \(service)")
                try bench.make(first.steps)
                let second = plan(from: try bench.observe(scope), to: desired)
                try bench.expect(second.steps, [], "a second plan")
                try bench.make([.ipvs(.removeService(service.key))])
            }
        },
        ContractClause("applying says what the host will hold") { bench in
            let service = VirtualService(key: ContractGround.web)
            var edited = service
            edited.scheduler = .leastConnection
            let one = ContractGround.destination(1, of: service.key)
            let heavy = ContractGround.destination(1, of: service.key, weight: 9)
            let two = ContractGround.destination(2, of: service.key)
            let steps: [Step] = [
                .ipvs(.addService(service)), .ipvs(.addService(edited)),
                .ipvs(.addDestination(one, to: service.key)),
                .ipvs(.addDestination(heavy, to: service.key)),
                .ipvs(.addDestination(two, to: service.key)),
                .ipvs(.editDestination(heavy, from: one, of: service.key)),
                .ipvs(.drainDestination(two, of: service.key, since: Moment(), open: 0)),
                .ipvs(.editService(edited, from: service)),
                .ipvs(.removeDestination(two.endpoint, from: service.key, cutting: 0)),
                .ipvs(.removeDestination(two.endpoint, from: service.key, cutting: 0)),
            ]
            let scope = Scope.services([service.key])
            for step in steps {
                let expected = try bench.observe(scope).applying(step)
                _ = try bench.apply([step])
                try bench.expect(try bench.observe(scope), expected, "after \(step)")
            }
        },
    ]
}
