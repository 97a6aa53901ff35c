import ArgumentParser
import Controller
import Document
import Files
import Glibc
import HAProxy
import Model
import Proxies

/// `ballast render`.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract:
            "Print a schema, the reference of all keys, the HAProxy configuration, the firewall "
            + "rules, or the setup of a real server.",
        subcommands: [
            Schema.self, Reference.self, HAProxyText.self, FirewallText.self, RealServerText.self,
        ])

    /// `ballast render schema`.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Print the JSON Schema (2020-12) of the document, or of an output in JSON.",
            discussion: """
                Without --of, the schema of the document. diagnostics is the output of validate, \
                observed of observe, checks of check, edit of drain, online, offline and weight, \
                certificates of certificate show, events a line of run --log-json; the other names \
                are those of their commands. Later versions may add keys.
                """)

        @Option(name: .customLong("of"), help: "The output; without it, the document.")
        var form: AnswerForm?

        func run() {
            write(form?.schema ?? jsonSchema() + "\n", to: STDOUT_FILENO)
        }
    }

    /// `ballast render reference`.
    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reference",
            abstract:
                "Print every key of the document with its values, default and meaning, as Markdown."
        )

        func run() {
            write(documentReference(), to: STDOUT_FILENO)
        }
    }

    /// `ballast render haproxy`.
    struct HAProxyText: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "haproxy",
            abstract: "Print the HAProxy configuration of the document.",
            discussion: """
                A running controller adds the host's user, sockets, limits and handovers; its file \
                is haproxy/haproxy.cfg in its runtime directory.

                The password of the statistics page is printed as ***.

                --into writes haproxy.cfg and the files that it names to a directory. It reads \
                certificates from there, as NAME.pem.
                """)

        /// The first line of the output.
        private static let difference =
            "# For any host. \"ballast run\" adds this host's user, sockets, limits and handovers: "
            + "see /run/ballast/haproxy/haproxy.cfg\n"

        @OptionGroup var document: DocumentOptions

        @Option(help: "Directory that the files are written to, instead of printing.")
        var into: String?

        func run() throws {
            var spec = try DocumentReading(document).requireSpec()
            // What is printed is shown and copied.
            if into == nil, spec.haproxy.page.password != nil {
                spec.haproxy.page.password = Secret("***")
            }
            var page = PageContent(
                directory: PathName.directory(of: document.file), document: document.file)
            // What can't be read was a warning of the reading.
            _ = page.renew(spec.holdingPage.content)
            // HAProxy's working directory is not that of this command.
            let into = into.map(PathName.absolute)
            let folder = PathName.directory(of: document.file)
            let settings = HAProxySettings(
                directory: into ?? "/run/ballast/haproxy",
                certificateDirectory: into ?? "/var/lib/ballast/certificates",
                documentDirectory: into == nil ? folder : PathName.absolute(folder),
                holdingPage: page.html)
            let configuration = haproxyConfiguration(for: spec, settings: settings)
            guard let into else {
                return write(Self.difference + configuration.text, to: STDOUT_FILENO)
            }
            guard configuration.write(into: into) else {
                standardError("ballast: cannot write to \(into)")
                throw ExitCode(1)
            }
        }
    }
}
