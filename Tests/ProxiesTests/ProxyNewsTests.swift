import Addresses
import Model
import TestThreads
import Testing

@testable import HAProxy
@testable import Proxies

@Suite("Reports of HAProxy's master as events", .ownThreads)
struct ProxyNewsTests {
    @Test("a start after an end is a recovery")
    func starts() {
        var news = ProxyNews()
        #expect(
            news.record(.started(pid: 7), isNeeded: true)
                == [Notice(.worker, "HAProxy was started, process 7")])
        #expect(
            news.record(.ended(pid: 7, words: ["killed"]), isNeeded: true)
                == [Notice(.failed, "HAProxy ended, process 7; it is started again", ["killed"])])
        #expect(news.record(.started(pid: 8), isNeeded: true).map(\.kind) == [.recovered])
        #expect(news.record(.started(pid: 9), isNeeded: true).map(\.kind) == [.worker])
    }

    @Test("a refused proxy is an event when it begins and when it ends; its endpoint is lost")
    func refusals() throws {
        let endpoint = try #require(Endpoint("127.0.0.1:80"))
        let refused = RefusedProxy(name: "a", words: "no", isKept: false, unserved: [endpoint])
        var news = ProxyNews()
        let began = news.record(.refuses([refused]), isNeeded: true)
        #expect(began == [Notice(.failed, refused.sentence, [refused.sentence])])
        #expect(news.lost == [endpoint])
        #expect(news.record(.refuses([refused]), isNeeded: true).isEmpty)
        let words = "HAProxy does not refuse a any more"
        #expect(
            news.record(.refuses([]), isNeeded: true) == [Notice(.recovered, words, [words])])
        #expect(news.lost.isEmpty)
    }

    @Test("the usable proxies are news once, and again after failover was out of the document")
    func usability() throws {
        let endpoint = try #require(Endpoint("127.0.0.1:80"))
        var news = ProxyNews()
        let usable = ProxyUsability(known: [endpoint], usable: [endpoint])
        #expect(news.change(of: usable) == usable)
        #expect(news.change(of: usable) == nil)
        let down = ProxyUsability(known: [endpoint])
        #expect(news.change(of: down) == down)
        #expect(news.change(of: nil) == nil)
        #expect(news.change(of: down) == down)
    }

    @Test("many lines are one event with a summary")
    func many() {
        let notice = Notice(.down, ["a is down", "b is down"], "servers are down")
        #expect(notice?.message == "2 servers are down")
        #expect(notice?.details == ["a is down", "b is down"])
        #expect(Notice(.down, [], "servers are down") == nil)
    }
}
