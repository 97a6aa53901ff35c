import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Counters for canaries")
struct CanaryStatisticsTests {
    @Test("errors of servers are no errors of HAProxy itself, and limits are counted apart")
    func frontend() throws {
        let text = """
            # pxname,svname,type,stot,hrsp_2xx,hrsp_5xx,econ,eresp,wretr,wredis,req_tot,dreq,dcon,\
            dses
            web,FRONTEND,0,50,70,20,,,,,100,5,3,1
            web,a,2,80,60,7,2,1,4,1,,,,
            web::1,p,2,10,10,1,0,0,0,0,,,,
            other,FRONTEND,0,9,9,9,,,,,9,9,9,9
            other,a,2,9,9,9,9,9,9,9,,,,

            """
        let statistics = try #require(Statistics(text))
        let address = try #require(IPAddress("10.1.0.1"))
        var proxy = Proxy(
            name: "web", listen: [Endpoint(address, port: 80)],
            servers: [ProxyServer(name: "a", address: address)])
        proxy.routes = [
            Route(
                Route.Match(prefix: ["/"]),
                to: .servers([ProxyServer(name: "p", address: address)]))
        ]
        let reading = statistics.canary(of: proxy, nil, worker: 5)
        #expect(
            reading.frontend
                == CanaryFrontend(requests: 104, failures: 20, causes: 11, denials: 9))
        #expect(
            reading.servers[CanaryServer("a")]?.counts == CanaryCounts(requests: 75, errors: 15))
        proxy.mode = .tcp
        #expect(statistics.canary(of: proxy, nil, worker: 5).frontend?.requests == 54)
    }
}
