import Model

/// A change of a server's state or weight, which never waits for a change window.
public enum ServerOperation: Sendable, Hashable {
    /// Another state of the server of a service or proxy.
    case state(service: String, server: String, ServerState)
    /// Another weight.
    case weight(service: String, server: String, Int)

    /// Returns the operations by which two documents differ; nil: they differ by more.
    public static func differing(from old: Spec, to new: Spec) -> [ServerOperation]? {
        guard old.services.count == new.services.count, old.proxies.count == new.proxies.count
        else { return nil }
        var operations: [ServerOperation] = []
        var rest = old
        for index in old.services.indices where old.services[index] != new.services[index] {
            let service = new.services[index]
            rest.services[index].servers.follow(service.servers, service.name, &operations)
        }
        for index in old.proxies.indices where old.proxies[index] != new.proxies[index] {
            let proxy = new.proxies[index]
            rest.proxies[index].servers.follow(proxy.servers, proxy.name, &operations)
            let routes = zip(old.proxies[index].routes.indices, proxy.routes)
            for (place, route) in routes {
                guard case .servers(var servers) = rest.proxies[index].routes[place].action else {
                    continue
                }
                servers.follow(route.servers, proxy.name, &operations)
                rest.proxies[index].routes[place].action = .servers(servers)
            }
        }
        return rest == new ? operations : nil
    }
}

/// A server with a state and a weight.
private protocol OperatedServer {
    var name: String { get }
    var state: ServerState { get set }
    var weight: Int { get set }
}

extension RealServer: OperatedServer {}
extension ProxyServer: OperatedServer {}

extension Array where Element: OperatedServer {
    /// Gives each server the state and weight of the one in its place, and adds the changes.
    fileprivate mutating func follow(
        _ others: [Element], _ service: String, _ operations: inout [ServerOperation]
    ) {
        for (index, other) in zip(indices, others) {
            if self[index].state != other.state {
                operations.append(.state(service: service, server: other.name, other.state))
                self[index].state = other.state
            }
            if self[index].weight != other.weight {
                operations.append(.weight(service: service, server: other.name, other.weight))
                self[index].weight = other.weight
            }
        }
    }
}
