import Testing

@testable import Admin

/// The matching of requests to the table.
@Suite("The routes of the API")
struct RouterTests {
    private static func status(_ method: String, _ target: String) -> Int {
        do throws(APIRefusal) {
            _ = try APIRouter.match(method, target)
            return 200
        } catch {
            return error.status
        }
    }

    @Test("each route has its name, and its path leads to it alone")
    func all() throws {
        #expect(APIRoute.all.map(\.name) == APIRouteName.allCases)
        #expect(Set(APIRoute.all.map { "\($0.method) \($0.path)" }).count == APIRoute.all.count)
        for route in APIRoute.all {
            let path = route.path.replacing("{generation}", with: "7")
                .replacing("{service}", with: "a%2Fb").replacing("{server}", with: "c")
                .replacing("{proxy}", with: "p").replacing("{subject}", with: "10.0.0.1:80")
                .replacing("{part}", with: "q").replacing("{node}", with: "lb2")
            let match = try APIRouter.match(route.method, APIRoute.prefix + path)
            #expect(match.route.name == route.name)
            #expect(Set(match.parameters.keys) == Set(route.parameters.map(\.name)))
            if route.path.contains("{service}") { #expect(match.parameters["service"] == "a/b") }
        }
    }

    @Test("a route that changes anything needs more than the right to read")
    func groups() {
        for route in APIRoute.all {
            switch route.method {
            case "GET":
                let isSecret = [.getDocument, .getGeneration].contains(route.name)
                #expect(route.group == (isSecret ? .configuration : route.group))
                #expect(route.group == nil || isSecret || route.group == .report)
            default: #expect(route.group ?? .report > .report, "\(route.path)")
            }
        }
        #expect(APIRoute.all.filter { $0.group == nil }.map(\.name) == [.getOpenAPI])
    }

    @Test(
        "a malformed target is refused",
        arguments: [
            ("GET", "/", 404), ("GET", "/api/v1", 404), ("GET", "/api/v1/", 404),
            ("GET", "/api/v2/status", 404), ("GET", "/api/v1/status/", 404),
            ("GET", "/api/v1/services//servers/x", 404), ("GET", "/api/v1/services/%zz", 400),
            ("GET", "/api/v1/services/%ff", 400), ("GET", "/api/v1/services/%", 400),
            ("DELETE", "/api/v1/status", 405), ("HEAD", "/api/v1/status", 405),
            ("POST", "/api/v1/document", 405), ("GET", "/api/v1/status?x=1", 400),
            ("GET", "/api/v1/events?after=-1", 400), ("GET", "/api/v1/events?after=01", 400),
            ("GET", "/api/v1/events?after=1&after=2", 400), ("GET", "/api/v1/events?after", 400),
            ("GET", "/api/v1/events?after=9999999999", 400), ("GET", "/api/v1/events?after=7", 200),
            ("GET", "/api/v1/events?", 200), ("GET", "/api/v1/history/0", 400),
            ("GET", "/api/v1/history/x", 400), ("GET", "/api/v1/history/99999999999999999999", 400),
            ("PUT", "/api/v1/document?message=a+b%20c&confirm=60", 200),
            ("PUT", "/api/v1/document?confirm=0", 400), ("PUT", "/api/v1/document?message=", 400),
            ("GET", "*", 404), ("GET", "http://other/api/v1/status", 404),
        ])
    func targets(method: String, target: String, status: Int) {
        #expect(Self.status(method, target) == status)
    }

    @Test("a long target and a long name are refused")
    func lengths() {
        let name = String(repeating: "n", count: 501)
        #expect(Self.status("GET", "/api/v1/services/\(name)") == 400)
        #expect(Self.status("GET", "/api/v1/services/\(name.dropLast())") == 200)
        let target = String(repeating: "n", count: 5000)
        #expect(Self.status("GET", "/api/v1/services/\(target)") == 400)
    }

    @Test("a path with another method names the methods that it has")
    func methods() throws {
        do throws(APIRefusal) {
            _ = try APIRouter.match("DELETE", "/api/v1/document")
            Issue.record("it was matched")
        } catch {
            let allow = error.headers.first { $0.name == "allow" }
            #expect(allow?.value == "GET, HEAD, PATCH, PUT")
        }
    }
}
