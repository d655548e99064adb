package io.bascule.it.application;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Who has an account in the default data source of this server, one in a line. */
@WebServlet("/")
public final class OwnersServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("BanJNDI") // the name is ours
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            var source = (DataSource) new InitialContext().lookup("java:comp/DefaultDataSource");
            try (var connection = source.getConnection();
                    var statement = connection.createStatement();
                    var owners = statement.executeQuery("SELECT owner FROM bascule_account")) {
                while (owners.next()) {
                    response.getWriter().println(owners.getString(1));
                }
            }
        } catch (NamingException | SQLException none) {
            throw new ServletException(none);
        }
    }
}
