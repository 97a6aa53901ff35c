import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

/// What code in a document could do while HAProxy is asked about it.
@Suite("validate, with raw lines that load code", .timeLimit(.minutes(20)), .ownThreads)
struct SandboxTests {
    private static func site(_ more: String = "") throws -> (document: Scratch, script: Scratch) {
        // It complains with what it finds, since its words reach the operator.
        let script = try Scratch(
            """
            local function all(path)
              local file = io.open(path)
              if not file then return "unreadable" end
              local text = file:read("*a")
              file:close()
              return text
            end
            local status = all("/proc/self/status")
            local function line(name) return name .. (status:match(name .. "([^\\n]*)") or "?") end
            local written = io.open("/etc/ballast-sandbox-test", "w") and "written" or "refused"
            local forked = io.popen("exec id") and "forked" or "alone"
            local text = "found " .. line("Uid:") .. " " .. line("CapEff:") .. " "
              .. line("NoNewPrivs:") .. " write " .. written .. " shadow " .. #all("/etc/shadow")
              .. " net " .. select(2, all("/proc/net/dev"):gsub("\\n", "\\n"))
            error((text:gsub("%s+", " ")))

            """, name: "code.lua")
        let document = try Scratch(
            """
            version: 1
            proxies:
              - {name: shop, listen: "127.0.0.1:80", servers: [{name: a, address: 127.0.0.1:81}]}
            haproxy: {raw: ["lua-load \(script.path)"]}

            """)
        return (document, script)
    }

    @Test("they are refused, and nothing is run")
    func refused() throws {
        let (document, _) = try Self.site()
        for command in ["validate", "plan", "apply"] {
            let run = try Program(command, "-f", document.path)
            #expect(run.status == 1)
            #expect(run.error.contains("[BAL611]"), "\(run.error)")
            #expect(!run.error.contains("found "))
        }
    }

    @Test("with the command line's leave they run without rights and without a network")
    func allowed() throws {
        guard LiveSite.isPossible(), geteuid() == 0 else { return }
        let (document, script) = try Self.site()
        let run = try withExtendedLifetime(script) {
            try Program("validate", "--allow-raw-privileged", "-f", document.path)
        }
        let words = run.error
        #expect(words.contains("found Uid:"), "\(words)")
        #expect(!words.contains("Uid: 0") && words.contains("CapEff: 0000000000000000"))
        #expect(words.contains("NoNewPrivs: 1"))
        #expect(words.contains("write refused"))
        #expect(words.contains("shadow 10 "))
        // The two lines of the head, and loopback.
        #expect(words.contains("net 3"))
    }
}
